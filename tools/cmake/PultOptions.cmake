# SPDX-FileCopyrightText: Pult contributors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# One place for what every target is compiled with, and for the functions that declare targets.
include(FeatureSummary)
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)

function(pult_option name text default)
    option(${name} "${text}" ${default})
    add_feature_info(${name} ${name} "${text}")
endfunction()

pult_option(PULT_GUI "build the window" ON)
pult_option(PULT_TESTS "build the tests" ON)
pult_option(PULT_WERROR "treat warnings as errors" OFF)
set(PULT_SANITIZE "" CACHE STRING "sanitizers to build with, as -fsanitize takes them")

add_library(pult_options INTERFACE)
target_compile_options(pult_options INTERFACE
    -Wall -Wextra -Wpedantic -Wcast-qual -Wnon-virtual-dtor -Woverloaded-virtual -Wunused
    -Werror=switch -fcoroutines
    -Wno-missing-field-initializers # designated initializers name what they set; the rest has its default
    $<$<BOOL:${PULT_WERROR}>:-Werror>)
target_compile_definitions(pult_options INTERFACE
    PULT_VERSION="${PROJECT_VERSION}"
    QT_NO_CAST_FROM_ASCII QT_NO_CAST_TO_ASCII QT_NO_CAST_FROM_BYTEARRAY QT_NO_URL_CAST_FROM_STRING
    QT_NO_NARROWING_CONVERSIONS_IN_CONNECT QT_NO_FOREACH QT_NO_KEYWORDS QT_STRICT_ITERATORS
    QT_USE_QSTRINGBUILDER QT_DISABLE_DEPRECATED_BEFORE=0x060400)
if(PULT_SANITIZE)
    # GCC 12 takes tl::expected's storage for uninitialized once it is instrumented.
    target_compile_options(pult_options INTERFACE -fsanitize=${PULT_SANITIZE} -fno-omit-frame-pointer -Wno-maybe-uninitialized)
    # Compiling costs two thirds more with these, and AddressSanitizer stops at a null pointer by itself.
    if(PULT_SANITIZE MATCHES undefined)
        target_compile_options(pult_options INTERFACE -fno-sanitize=null,alignment)
    endif()
    target_link_options(pult_options INTERFACE -fsanitize=${PULT_SANITIZE})
endif()
target_include_directories(pult_options INTERFACE ${CMAKE_SOURCE_DIR}/core)

# pult_unsanitized(FILE...): Beast and CLI11 cost minutes under sanitizers and gain nothing there.
function(pult_unsanitized)
    if(PULT_SANITIZE)
        # Properties of a source count only in the folder whose CMakeLists.txt made the target.
        set_source_files_properties(${ARGN} DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR} ${CMAKE_SOURCE_DIR}/core
            PROPERTIES COMPILE_OPTIONS "-fno-sanitize=all" SKIP_PRECOMPILE_HEADERS ON)
    endif()
endfunction()
