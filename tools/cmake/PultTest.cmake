# SPDX-FileCopyrightText: Pult contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# What the sanitizer run needs: the programs of the unit and storage suites, nothing else.
add_custom_target(asan_tests)

# ctest's limit is the one that counts: Qt Test's own, five minutes for all rows of a function, knows nothing of it.
set(PULT_NO_FUNCTION_LIMIT QTEST_FUNCTION_TIMEOUT=9000000)

# A quarter less time to build them; they wait, mostly. The same for all that share the precompiled header.
set(PULT_TEST_OPTIMIZATION $<$<CONFIG:Release>:-O1>)

# pult_add_test(tst_name SOURCES file... [LINK lib...] LABELS unit|storage|browser|gui|e2e... [TIMEOUT seconds] [SERIAL])
# One Qt Test program = one ctest entry: no display, C.UTF-8, no keychain, no session bus, assertions on.
function(pult_add_test name)
    cmake_parse_arguments(T "SERIAL" "TIMEOUT" "SOURCES;LINK;LABELS" ${ARGN})
    if(NOT T_TIMEOUT)
        set(T_TIMEOUT 120)
    endif()
    add_executable(${name} ${T_SOURCES})
    target_link_libraries(${name} PRIVATE pult_testsupport Qt6::Test ${T_LINK})
    target_compile_definitions(${name} PRIVATE QT_FORCE_ASSERTS)
    target_compile_options(${name} PRIVATE ${PULT_TEST_OPTIMIZATION})
    if(NOT "gui" IN_LIST T_LABELS)
        target_precompile_headers(${name} REUSE_FROM pult_testsupport)
    endif()
    set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
    if("unit" IN_LIST T_LABELS OR "storage" IN_LIST T_LABELS)
        add_dependencies(asan_tests ${name})
    endif()
    add_test(NAME ${name} COMMAND ${name})
    set_tests_properties(${name} PROPERTIES
        LABELS "${T_LABELS}" TIMEOUT ${T_TIMEOUT} RUN_SERIAL ${T_SERIAL}
        ENVIRONMENT "${PULT_NO_FUNCTION_LIMIT};QT_QPA_PLATFORM=offscreen;LC_ALL=C.UTF-8;PULT_KEYCHAIN=off;DBUS_SESSION_BUS_ADDRESS=disabled:;UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1;ASAN_OPTIONS=detect_leaks=1;PULT_BIN=${CMAKE_BINARY_DIR}/bin")
endfunction()

# pult_add_pgbouncer_run(tst_name): the same program once more, its databases behind PgBouncer in transaction mode.
function(pult_add_pgbouncer_run name)
    get_test_property(${name} ENVIRONMENT environment)
    get_test_property(${name} LABELS labels)
    get_test_property(${name} TIMEOUT timeout)
    add_test(NAME ${name}_pgbouncer COMMAND ${name})
    set_tests_properties(${name}_pgbouncer PROPERTIES LABELS "${labels}" TIMEOUT ${timeout}
        ENVIRONMENT "${environment};PULT_TEST_DATABASES=pgbouncer")
endfunction()
