// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What strangers send to break a server, and what it costs: each is refused, the others are answered meanwhile, and the
// memory of the whole process, clients included, stays below its limit.
#include "talk.h"

#include <api/problem.h>
#include <api/server.h>
#include <support/testresult.h>

#include <QFile>

#ifdef Q_OS_LINUX
#include <arpa/inet.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>
#endif

using namespace pult;
using namespace pult::api;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using test::statusOf;
using test::Talk;
using test::talk;

namespace {

#ifdef PULT_LONG_ATTACKS
constexpr qint64 flood = 600'000'000;
constexpr int slowClients = 5000;
#else
constexpr qint64 flood = 40'000'000;
constexpr int slowClients = 300;
#endif
constexpr double memoryLimitMb = 120;

double peakMemoryMb()
{
    QFile status(u"/proc/self/status"_s);
    if (!status.open(QIODevice::ReadOnly))
        return 0;
    for (const QByteArray &line : status.readAll().split('\n')) {
        if (line.startsWith("VmHWM:"))
            return line.mid(6).trimmed().split(' ').first().toDouble() / 1024;
    }
    return 0;
}

std::unique_ptr<Gate> gate()
{
    Route read;
    read.method = "GET";
    read.pattern = u"/api/v1/tasks"_s;
    read.handler = [](const Request &) { return answered(jsonAnswer({{u"ok"_s, true}})); };
    Route write = read;
    write.method = "POST";
    Route probe = read;
    probe.pattern = u"/livez"_s;
    probe.scope = Scope::Open;
    probe.quota = Quota::None;
    Gate::Rules rules;
    rules.rates.general.count = 0;
    return std::make_unique<Gate>(QList<Route>{read, write, probe}, rules);
}

/// Connections that send a byte now and then, from one address of the loopback. Linux.
class SlowClients final
{
public:
    SlowClients(quint16 port, int count)
    {
        sockaddr_in from{};
        from.sin_family = AF_INET;
        from.sin_addr.s_addr = inet_addr("127.0.0.3");
        sockaddr_in to = from;
        to.sin_addr.s_addr = inet_addr("127.0.0.1");
        to.sin_port = htons(port);
        for (int i = 0; i < count; ++i) {
            const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
            if (fd < 0 || ::bind(fd, reinterpret_cast<sockaddr *>(&from), sizeof from) != 0 ||
                ::connect(fd, reinterpret_cast<sockaddr *>(&to), sizeof to) != 0) {
                m_refused += 1;
                if (fd >= 0)
                    ::close(fd);
                continue;
            }
            m_all.push_back(fd);
            say(fd, "GET /api/v1/tasks HTTP/1.1\r\nHost: x\r\nX-");
        }
    }
    ~SlowClients()
    {
        for (const int fd : m_all)
            ::close(fd);
    }
    Q_DISABLE_COPY_MOVE(SlowClients)
    void drip()
    {
        for (const int fd : m_all)
            say(fd, "a");
    }
    int open() const { return int(m_all.size()); }

private:
    static void say(int fd, const char *text)
    {
        [[maybe_unused]] const auto sent = ::send(fd, text, strlen(text), MSG_NOSIGNAL | MSG_DONTWAIT);
    }
    std::vector<int> m_all;
    int m_refused = 0;
};

} // namespace

class tst_Attacks : public QObject
{
    Q_OBJECT

    std::unique_ptr<Server> m_server;

    QByteArray probe()
    {
        return talk(m_server->port(), "GET /livez HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    }

    /// Sends `size` bytes of body behind `head` for as long as the other side takes them; the answer.
    QByteArray pour(const QByteArray &head, qint64 size, bool chunked)
    {
        Talk client(m_server->port());
        client.send(head);
        const QByteArray piece =
            chunked ? QByteArray("10000\r\n" + QByteArray(65536, 'a') + "\r\n") : QByteArray(65536, 'a');
        for (qint64 sent = 0; sent < size && client.isOpen(); sent += piece.size()) {
            client.socket().write(piece);
            while (client.socket().bytesToWrite() > 0 && client.socket().waitForBytesWritten(5000)) {
            }
        }
        return client.rest();
    }

private Q_SLOTS:
    void initTestCase()
    {
#ifdef Q_OS_LINUX
        rlimit files{};
        getrlimit(RLIMIT_NOFILE, &files);
        files.rlim_cur = files.rlim_max;
        setrlimit(RLIMIT_NOFILE, &files);
#endif
    }
    void init()
    {
        test::failOnWarnings();
        m_server = std::make_unique<Server>(ServerOptions());
        PULT_VERIFY_RESULT(m_server->start(gate()));
    }
    void cleanup()
    {
        QCOMPARE(statusOf(probe()), 200);
        const double peak = peakMemoryMb();
        QVERIFY2(peak < memoryLimitMb, qPrintable(u"peak memory %1 MB"_s.arg(peak)));
        m_server.reset();
    }

    void hugeBodies_data()
    {
        QTest::addColumn<bool>("chunked");
        QTest::newRow("sized") << false;
        QTest::newRow("chunked") << true;
    }
    void hugeBodies()
    {
        QFETCH(const bool, chunked);
        const QByteArray length =
            chunked ? QByteArray("Transfer-Encoding: chunked") : "Content-Length: " + QByteArray::number(flood);
        const QByteArray said =
            pour("POST /api/v1/tasks HTTP/1.1\r\nHost: localhost\r\n" + length + "\r\n\r\n", flood, chunked);
        QCOMPARE(statusOf(said), 413);
        QVERIFY(said.contains("body_too_large"));
    }

    void manyHeaders()
    {
        QByteArray lines;
        for (int i = 0; i < 100'000; ++i)
            lines += "X-" + QByteArray::number(i) + ": 1\r\n";
        const QByteArray said =
            talk(m_server->port(), "GET /api/v1/tasks HTTP/1.1\r\nHost: localhost\r\n" + lines + "\r\n");
        QCOMPARE(statusOf(said), 431);
        QCOMPARE(statusOf(talk(m_server->port(), "GET /" + QByteArray(20'000, 'a') + " HTTP/1.1\r\n")), 431);
    }

    /// The hidden second request is never answered, however it is hidden.
    void smuggledRequests_data()
    {
        QTest::addColumn<QByteArray>("lines");
        QTest::newRow("length and chunks") << QByteArray("Content-Length: 6\r\nTransfer-Encoding: chunked");
        QTest::newRow("chunks and length") << QByteArray("Transfer-Encoding: chunked\r\nContent-Length: 6");
        QTest::newRow("two lengths") << QByteArray("Content-Length: 6\r\nContent-Length: 5");
        QTest::newRow("list of lengths") << QByteArray("Content-Length: 5, 6");
        QTest::newRow("obscure coding") << QByteArray("Transfer-Encoding: xchunked");
        QTest::newRow("tab before the coding") << QByteArray("Transfer-Encoding:\tchunked, identity");
        QTest::newRow("blank before the colon") << QByteArray("Transfer-Encoding : chunked");
        QTest::newRow("folded coding") << QByteArray("X-A: b\r\n Transfer-Encoding: chunked\r\nContent-Length: 5");
        QTest::newRow("bare line feed") << QByteArray("X-A: b\nTransfer-Encoding: chunked\r\nContent-Length: 5");
        QTest::newRow("null in a name") << QByteArray("Transfer\0-Encoding: chunked", 27);
    }
    void smuggledRequests()
    {
        QFETCH(const QByteArray, lines);
        const QByteArray said =
            talk(m_server->port(), "POST /api/v1/tasks HTTP/1.1\r\nHost: localhost\r\n" + lines +
                                       "\r\n\r\n0\r\n\r\nGET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n");
        QCOMPARE(statusOf(said), 400);
        QCOMPARE(said.count("HTTP/1.1 4"), 1);
        QVERIFY(!said.contains("HTTP/1.1 2"));
        QVERIFY(said.contains("Connection: close"));
    }

    void brokenChunks_data()
    {
        QTest::addColumn<QByteArray>("chunks");
        QTest::addColumn<int>("status");
        QTest::newRow("no number") << QByteArray("zz\r\nabc\r\n0\r\n\r\n") << 400;
        QTest::newRow("negative") << QByteArray("-1\r\nabc\r\n0\r\n\r\n") << 400;
        QTest::newRow("too long for it") << QByteArray("2\r\nabcdef\r\n0\r\n\r\n") << 400;
        QTest::newRow("number that overflows") << QByteArray("fffffffffffffffff\r\nabc\r\n") << 400;
        QTest::newRow("larger than memory") << QByteArray("7fffffffffffffff\r\nabc\r\n") << 413;
        QTest::newRow("endless extension") << QByteArray("1;" + QByteArray(100'000, 'x')) << 400;
        QTest::newRow("length among the trailers") << QByteArray("1\r\na\r\n0\r\nContent-Length: 5\r\n\r\n") << 400;
    }
    void brokenChunks()
    {
        QFETCH(const QByteArray, chunks);
        QFETCH(const int, status);
        const QByteArray said =
            talk(m_server->port(),
                 "POST /api/v1/tasks HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks);
        QCOMPARE(statusOf(said), status);
    }

    void whatIsNoHttp()
    {
        for (const QByteArray &text :
             {QByteArray("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 15),
              QByteArray("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), QByteArray("GET /\xff\xfe HTTP/1.1\r\nHost: x\r\n\r\n"),
              QByteArray("GET /%ff HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"),
              QByteArray("GET /../../etc/passwd HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"),
              QByteArray("GET /api/v1/tasks/%2e%2e/%2e%2e/x HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"),
              QByteArray("CONNECT evil.example:443 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")})
            QCOMPARE(statusOf(talk(m_server->port(), text)), 400);
    }

    /// They cost neither memory nor the answers of others: each of them would have ten seconds.
    void slowConnections()
    {
#ifdef Q_OS_LINUX
        SlowClients slow(m_server->port(), slowClients);
        QVERIFY(slow.open() > 0);
        for (int i = 0; i < 20; ++i) {
            slow.drip();
            QElapsedTimer timer;
            timer.start();
            QCOMPARE(statusOf(probe()), 200);
            QVERIFY2(timer.elapsed() < 8000, qPrintable(QString::number(timer.elapsed())));
        }
#endif
    }
};

QTEST_GUILESS_MAIN(tst_Attacks)
#include "tst_attacks.moc"
