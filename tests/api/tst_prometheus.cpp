// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A real Prometheus scrapes two nodes that share a database, with the token that they ask for.
#include "apiplace.h"

#include <support/tempdatabase.h>
#include <support/testresult.h>

#include <QJsonArray>
#include <QRegularExpression>
#include <QUrl>

using namespace Qt::StringLiterals;
using namespace pult;
using test::ApiPlace;

namespace {

constexpr auto token = "monitor-token-monitor-token";

/// A Prometheus on a port that the system chose.
class Prometheus final
{
public:
    bool start(const QList<quint16> &targets)
    {
        QStringList listed;
        for (const quint16 target : targets)
            listed.append(u"'127.0.0.1:%1'"_s.arg(target));
        const QString config =
            u"global: {scrape_interval: 1s}\n"
            "scrape_configs:\n"
            "- job_name: pult\n"
            "  authorization: {credentials: %1}\n"
            "  static_configs: [{targets: [%2]}]\n"_s.arg(QLatin1StringView(token), listed.join(u','));
        QFile file(m_folder.filePath(u"prometheus.yml"_s));
        if (!file.open(QIODevice::WriteOnly) || file.write(config.toUtf8()) < 0)
            return false;
        file.close();
        m_process.start(u"prometheus"_s, {u"--config.file="_s + file.fileName(),
                                          u"--storage.tsdb.path="_s + m_folder.filePath(u"data"_s),
                                          u"--web.listen-address=127.0.0.1:0"_s});
        return QTest::qWaitFor([this] { return readPort(); }, 30'000);
    }
    ~Prometheus()
    {
        m_process.terminate();
        if (!m_process.waitForFinished(20'000))
            m_process.kill();
        m_process.waitForFinished(20'000);
    }

    /// What an expression gives; empty when it gives nothing or nobody answers.
    QString value(const QString &expression) const
    {
        QProcess curl;
        curl.start(u"curl"_s, {u"-sS"_s, u"-m"_s, u"10"_s, u"-G"_s, u"--data-urlencode"_s, u"query="_s + expression,
                               u"http://127.0.0.1:%1/api/v1/query"_s.arg(m_port)});
        curl.waitForFinished(20'000);
        const QJsonDocument answer = QJsonDocument::fromJson(curl.readAllStandardOutput());
        return answer[u"data"][u"result"][0][u"value"][1].toString();
    }
    QByteArray log() const { return m_said; }

private:
    bool readPort()
    {
        static const QRegularExpression line(u"msg=\"Listening on\" address=127\\.0\\.0\\.1:(\\d+)"_s);
        m_said += m_process.readAllStandardError();
        m_port = line.match(QString::fromUtf8(m_said)).captured(1).toInt();
        return m_port > 0;
    }

    QTemporaryDir m_folder;
    QProcess m_process;
    QByteArray m_said;
    int m_port = 0;
};

} // namespace

class tst_Prometheus : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnWarnings(); }

    void seesBothNodes()
    {
        test::TempDatabase database(u"postgresql"_s);
        PULT_VERIFY_RESULT(database.made());
        ApiPlace studio(database.url());
        ApiPlace office(database.url());
        office.place.setVariable(u"NODE_NAME"_s, u"office"_s);
        for (ApiPlace *node : {&studio, &office}) {
            node->setToken(token);
            node->liftLimits();
            QVERIFY(node->start());
        }
        Prometheus prometheus;
        QVERIFY2(prometheus.start({studio.port, office.port}), prometheus.log().constData());
        QTRY_COMPARE_WITH_TIMEOUT(prometheus.value(u"sum(up{job=\"pult\"})"_s), u"2"_s, 30'000);
        QTRY_COMPARE_WITH_TIMEOUT(prometheus.value(u"count(count by (instance) (pult_build_info))"_s), u"2"_s, 30'000);
        QTRY_COMPARE_WITH_TIMEOUT(prometheus.value(u"count(count by (instance) (pult_job_run_seconds_bucket))"_s),
                                  u"2"_s, 30'000);
        QTRY_COMPARE_WITH_TIMEOUT(prometheus.value(u"sum(active_workers)"_s), u"4"_s, 30'000);
    }
};

QTEST_GUILESS_MAIN(tst_Prometheus)
#include "tst_prometheus.moc"
