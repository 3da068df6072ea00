// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Every operation of the document called with right, wrong, missing and hostile input: answers are those that the
// document promises, none is a fault of the node, and the node is well afterwards.
#include "apifuzzer.h"
#include "apiplace.h"
#include "plainclient.h"

#include <api/schema.h>
#include <base/error.h>
#include <support/tempdatabase.h>
#include <support/testresult.h>

#include <QElapsedTimer>
#include <QMap>

using namespace Qt::StringLiterals;
using namespace pult;
using test::FuzzRequest;
using test::PlainAnswer;

namespace {

#ifdef PULT_LONG_FUZZ
constexpr int requests = 20'000;
#else
constexpr int requests = 1'500;
#endif
/// Resident, whatever was sent.
constexpr qint64 mostMegabytes = 120;

/// What the answer lacks of what the document promises; empty: nothing.
QString faultOf(const FuzzRequest &request, const PlainAnswer &answer)
{
    if (answer.status == 0)
        return u"no answer"_s;
    const bool isHealth = request.target.contains("health") || request.target.startsWith("/readyz");
    if (answer.status >= 500 && !isHealth)
        return u"a fault of the node"_s;
    // What the server itself refuses, before there is a route: a path that is none, a body that is too large.
    const QList<int> servers{400, 404, 405, 413, 414, 431};
    const QJsonObject responses = request.operation[u"responses"].toObject();
    const QString status = QString::number(answer.status);
    if (!responses.contains(status) && !servers.contains(answer.status))
        return u"status "_s + status + u" is not in the document"_s;
    if (request.method == "HEAD" || answer.body.isEmpty())
        return {};
    const QJsonDocument body = QJsonDocument::fromJson(answer.body);
    if (answer.status >= 400 && answer.header("Content-Type").startsWith("application/problem+json")) {
        const Result<> checked = api::checkSchema(body.object(), api::schemaRef(u"Problem"_s), {});
        return checked ? QString() : QString(u"problem: "_s + toLogString(checked.error()));
    }
    const QJsonObject content = responses[status][u"content"].toObject();
    const QString type = QString::fromLatin1(answer.header("Content-Type")).section(u';', 0, 0);
    if (!content.contains(type))
        return u"content type "_s + type;
    if (!type.endsWith("json"_L1))
        return {};
    const Result<> checked = api::checkSchema(body.object(), content[type][u"schema"].toObject(), {});
    return checked ? QString() : QString(u"body: "_s + toLogString(checked.error()));
}

qint64 residentMegabytes(qint64 pid)
{
    QFile file(u"/proc/%1/status"_s.arg(pid));
    if (!file.open(QIODevice::ReadOnly))
        return 0;
    const QByteArrayList lines = file.readAll().split('\n');
    for (const QByteArray &line : lines) {
        if (line.startsWith("VmHWM:"))
            return line.sliced(6).trimmed().split(' ').constFirst().toLongLong() / 1024;
    }
    return 0;
}

} // namespace

class tst_ApiFuzz : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnWarnings(); }

    void nothingThatIsSentBringsTheNodeDown_data() { test::databaseRows(); }
    void nothingThatIsSentBringsTheNodeDown()
    {
        QFETCH(QString, database);
        const test::TempDatabase own(database);
        PULT_VERIFY_RESULT(own.made());
        test::ApiPlace place(own.url());
        place.setToken("fuzz-token-fuzz-token-fuzz-token");
        place.liftLimits();
        QVERIFY(place.start());
        test::PlainClient client(place.port, place.token);
        const PlainAnswer document = client.ask("GET", "/api/v1/openapi.json");
        QCOMPARE(document.status, 200);
        const auto seed = quint32(qEnvironmentVariableIntValue("PULT_FUZZ_SEED"));
        test::ApiFuzzer fuzzer(QJsonDocument::fromJson(document.body).object(), seed == 0 ? 6 : seed);
        QVERIFY(fuzzer.operationCount() > 35);

        QMap<int, int> statuses;
        QStringList faults;
        QElapsedTimer timer;
        timer.start();
        for (int i = 0; i < requests && faults.size() < 10; ++i) {
            const FuzzRequest request = fuzzer.next();
            const PlainAnswer answer = client.ask(request.method, request.target, request.body);
            ++statuses[answer.status];
            if (const QString fault = faultOf(request, answer); !fault.isEmpty()) {
                faults.append(u"%1 %2 %3 → %4 %5: %6"_s.arg(
                    QString::fromLatin1(request.method), QString::fromLatin1(request.target.left(200)),
                    QString::fromUtf8(request.body.left(300)), QString::number(answer.status),
                    QString::fromUtf8(answer.body.left(300)), fault));
            }
        }
        QVERIFY2(faults.isEmpty(), qPrintable(faults.join(u"\n\n"_s)));
        const qint64 megabytes = residentMegabytes(place.node->processId());
        QStringList counts;
        for (auto it = statuses.cbegin(); it != statuses.cend(); ++it)
            counts.append(u"%1: %2"_s.arg(it.key()).arg(it.value()));
        qInfo("%d requests in %lld ms (%s), at most %lld MB", requests, timer.elapsed(),
              qPrintable(counts.join(u", "_s)), megabytes);
        QVERIFY(statuses.value(200) + statuses.value(201) > requests / 5); // not everything is refused
        QVERIFY(megabytes < mostMegabytes);
        QCOMPARE(client.ask("GET", "/livez").status, 200);
        QCOMPARE(client.ask("GET", "/api/v1/health/simple").status, 200);
        QCOMPARE(place.node->state(), QProcess::Running);
    }
};

QTEST_GUILESS_MAIN(tst_ApiFuzz)
#include "tst_apifuzz.moc"
