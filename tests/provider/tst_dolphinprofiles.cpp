// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <browser/providers.h>

#include "support/dolphinsimulator.h"
#include "support/testresult.h"

#include <QNetworkAccessManager>
#include <QTemporaryDir>

using namespace pult;
using namespace pult::browser;
using namespace Qt::StringLiterals;

/// What profiles there are, and whose.
class TestDolphinProfiles final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { m_simulator.reset(); }
    void listsTheCloudsProfiles_data();
    void listsTheCloudsProfiles();
    void saysWhatTheCloudRefuses_data();
    void saysWhatTheCloudRefuses();
    void listsWhatRunsWithoutAToken();
    void settlesTheProviderOnce();

private:
    void simulate(test::DolphinSimulatorOptions options);
    ProviderConfig config() const;
    std::unique_ptr<Provider> make(const ProviderConfig &config);

    std::unique_ptr<QTemporaryDir> m_dir;
    std::unique_ptr<ProviderShared> m_shared;
    std::unique_ptr<test::DolphinSimulator> m_simulator;
    CancelToken m_token;
};

void TestDolphinProfiles::init()
{
    test::failOnWarnings();
    m_dir = std::make_unique<QTemporaryDir>();
    m_shared = std::make_unique<ProviderShared>();
}

void TestDolphinProfiles::simulate(test::DolphinSimulatorOptions options)
{
    m_simulator = std::make_unique<test::DolphinSimulator>(std::move(options));
    PULT_VERIFY_RESULT(m_simulator->start());
}

ProviderConfig TestDolphinProfiles::config() const
{
    ProviderConfig config;
    config.name = u"dolphin"_s;
    config.dataDir = m_dir->path();
    config.dolphinHost = m_simulator->host();
    config.dolphinCloudHost = m_simulator->host();
    return config;
}

std::unique_ptr<Provider> TestDolphinProfiles::make(const ProviderConfig &config)
{
    auto provider = makeProvider(config, *m_shared);
    return provider ? std::move(*provider) : nullptr;
}

void TestDolphinProfiles::listsTheCloudsProfiles_data()
{
    QTest::addColumn<int>("profiles");
    QTest::addColumn<int>("largestPage");
    QTest::addColumn<bool>("clamps");
    QTest::addColumn<bool>("totalAsText");
    QTest::addColumn<bool>("withoutNextPageUrl");
    QTest::addColumn<int>("requests");
    QTest::newRow("none") << 0 << 100 << false << false << false << 1;
    QTest::newRow("one page") << 100 << 100 << false << false << false << 1;
    QTest::newRow("pages of 100") << 230 << 100 << false << true << false << 3;
    QTest::newRow("pages of 50") << 120 << 50 << false << false << false << 4; // the first was refused
    QTest::newRow("pages cut to 50") << 120 << 50 << true << true << true << 3;
}

void TestDolphinProfiles::listsTheCloudsProfiles()
{
    QFETCH(int, profiles);
    QFETCH(int, largestPage);
    QFETCH(bool, clamps);
    QFETCH(bool, totalAsText);
    QFETCH(bool, withoutNextPageUrl);
    QFETCH(int, requests);
    test::DolphinSimulatorOptions options;
    options.token = u"secret"_s;
    options.cloudProfiles = profiles;
    options.largestPage = largestPage;
    options.clampPages = clamps;
    options.totalAsText = totalAsText;
    options.withoutNextPageUrl = withoutNextPageUrl;
    simulate(options);
    ProviderConfig withToken = config();
    withToken.dolphinToken = u"secret"_s;
    const auto provider = make(withToken);
    m_simulator->openByHand(u"2"_s);
    const auto found = QCoro::waitFor(provider->profiles(m_token));
    PULT_VERIFY_RESULT(found);
    QCOMPARE(found->size(), profiles);
    QCOMPARE(m_simulator->count(u"list"_s), requests);
    for (int i = 0; i < found->size(); ++i) {
        QCOMPARE(found->at(i).id, QString::number(i + 1));
        QCOMPARE(found->at(i).running, i == 1);
    }
}

void TestDolphinProfiles::saysWhatTheCloudRefuses_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QString>("code");
    QTest::addColumn<ErrorKind>("kind");
    QTest::newRow("401") << 401 << u"dolphin_token_invalid"_s << ErrorKind::Denied;
    QTest::newRow("429") << 429 << u"dolphin_limited"_s << ErrorKind::Limited;
    QTest::newRow("500") << 500 << u"dolphin_cloud_failed"_s << ErrorKind::Network;
}

void TestDolphinProfiles::saysWhatTheCloudRefuses()
{
    QFETCH(int, status);
    QFETCH(QString, code);
    QFETCH(ErrorKind, kind);
    test::DolphinSimulatorOptions options;
    options.token = u"secret"_s;
    options.cloudStatus = status;
    simulate(options);
    ProviderConfig withToken = config();
    withToken.dolphinToken = u"secret"_s;
    const auto provider = make(withToken);
    const auto found = QCoro::waitFor(provider->profiles(m_token));
    QVERIFY(!found);
    QCOMPARE(found.error().code, code);
    QCOMPARE(found.error().kind, kind);
}

void TestDolphinProfiles::listsWhatRunsWithoutAToken()
{
    test::DolphinSimulatorOptions options;
    options.runningAsList = true;
    simulate(options);
    m_simulator->openByHand(u"17"_s);
    const auto provider = make(config());
    const auto found = QCoro::waitFor(provider->profiles(m_token));
    PULT_VERIFY_RESULT(found);
    QCOMPARE(found->size(), 1);
    QCOMPARE(found->at(0).id, u"17"_s);
    QVERIFY(found->at(0).running);
    QVERIFY(!found->at(0).note.isEmpty());
    const auto invalid = QCoro::waitFor(provider->start(u"../17"_s, {}, m_token));
    QVERIFY(!invalid);
    QCOMPARE(invalid.error().code, u"dolphin_profile_invalid"_s);
}

void TestDolphinProfiles::settlesTheProviderOnce()
{
    QCOMPARE(*settleProvider(u"auto"_s, false, false), u"local"_s);
    QCOMPARE(*settleProvider(u"auto"_s, true, false), u"dolphin"_s);
    QCOMPARE(*settleProvider(u"auto"_s, false, true), u"dolphin"_s);
    QCOMPARE(*settleProvider(u"local"_s, true, true), u"local"_s);
    QCOMPARE(*settleProvider(u"dolphin"_s, false, false), u"dolphin"_s);
    QVERIFY(!settleProvider(u"firefox"_s, false, false));
}

QTEST_GUILESS_MAIN(TestDolphinProfiles)
#include "tst_dolphinprofiles.moc"
