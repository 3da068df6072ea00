// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What systemd hears of the service: that it is ready, that it lives, what it does, and that it stops.
#include "nodeplace.h"

#include <support/testresult.h>

#include <QTest>

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

using namespace Qt::StringLiterals;
using namespace pult;
using test::NodePlace;

class tst_ServiceManager : public QObject
{
    Q_OBJECT

private:
    /// What has come since the last call.
    static QByteArrayList heard(int line)
    {
        QByteArrayList words;
        QByteArray buffer(4096, '\0');
        for (;;) {
            const ssize_t size = ::recv(line, buffer.data(), size_t(buffer.size()), MSG_DONTWAIT);
            if (size <= 0)
                return words;
            words += buffer.left(size).split('\n');
        }
    }

private Q_SLOTS:
    void init() { test::failOnWarnings(); }

    void itIsToldHowTheServiceFares()
    {
        const QTemporaryDir folder;
        const QByteArray path = folder.filePath(u"notify"_s).toLocal8Bit();
        const int line = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        qstrncpy(address.sun_path, path.constData(), sizeof(address.sun_path));
        QCOMPARE(::bind(line, reinterpret_cast<const sockaddr *>(&address), sizeof(address)), 0);

        NodePlace pult{QString()};
        pult.place.setVariable(u"NOTIFY_SOCKET"_s, QString::fromLocal8Bit(path));
        pult.place.setVariable(u"WATCHDOG_USEC"_s, u"1000000"_s);
        pult.place.setVariable(u"SHUTDOWN_TIMEOUT_SECS"_s, u"10"_s);
        pult.start();
        QByteArrayList words;
        const auto comes = [&](const QByteArray &word) {
            words += heard(line);
            return words.contains(word);
        };
        QTRY_VERIFY_WITH_TIMEOUT(comes("READY=1"), 20'000);
        QVERIFY(!words.contains("STOPPING=1"));
        words.clear();
        QTRY_VERIFY_WITH_TIMEOUT(comes("WATCHDOG=1") && words.count("WATCHDOG=1") >= 3, 20'000);
        words.clear();
        pult.signal(SIGHUP);
        QTRY_VERIFY_WITH_TIMEOUT(comes("READY=1"), 20'000);
        QVERIFY(words.indexOf("RELOADING=1") >= 0 && words.indexOf("RELOADING=1") < words.indexOf("READY=1"));
        words.clear();
        pult.place.ctl({u"nodes"_s, u"restart"_s}); // the same process: it does not stop
        QTRY_VERIFY_WITH_TIMEOUT(comes("READY=1"), 20'000);
        QVERIFY(words.contains("RELOADING=1") && !words.contains("STOPPING=1"));
        const qint64 id = pult.addProbe(R"({"sleep_ms":3000})");
        QTRY_VERIFY_WITH_TIMEOUT(comes("STATUS=running: 1 of 6"), 10'000);
        words.clear();
        pult.signal(SIGTERM);
        QTRY_VERIFY_WITH_TIMEOUT(comes("STOPPING=1") && comes("EXTEND_TIMEOUT_USEC=13000000"), 20'000);
        QCOMPARE(pult.wait(30'000), 0);
        QCOMPARE(pult.state(id), u"completed"_s);
        ::close(line);
    }
};

QTEST_GUILESS_MAIN(tst_ServiceManager)
#include "tst_servicemanager.moc"
