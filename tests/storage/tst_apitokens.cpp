// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "storagetest.h"

#include <queue/apitokens.h>
#include <queue/audit.h>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace pult;
using namespace pult::queue;

class tst_ApiTokens : public test::StorageTest
{
    Q_OBJECT

private Q_SLOTS:
    void secretsAreNotKept_data() { bothDatabases(); }
    void secretsAreNotKept()
    {
        QVERIFY(open());
        PULT_GET(made, createApiToken(db(), {u"ci"_s, {u"read"_s, u"operate"_s}, 1h}, tester()));
        QVERIFY(made.secret.startsWith(u"pult_"));
        QVERIFY(made.secret.size() > 40);
        PULT_GET(tokens, listApiTokens(db()));
        QCOMPARE(tokens.size(), 1);
        QCOMPARE(tokens.first().hash, apiTokenHash(made.secret.toLatin1()));
        QCOMPARE(tokens.first().scopes, (QStringList{u"read"_s, u"operate"_s}));
        QVERIFY(!tokens.first().usedAt && !tokens.first().expired);
        PULT_GET(entries, listAudit(db(), {10}));
        QCOMPARE(entries.first().what, u"token.create"_s);
        QVERIFY(!entries.first().after.contains(made.secret.toUtf8()));
        QVERIFY(!entries.first().after.contains(tokens.first().hash));
    }

    void theyExpireRotateAndGo_data() { bothDatabases(); }
    void theyExpireRotateAndGo()
    {
        QVERIFY(open());
        PULT_GET(made, createApiToken(db(), {u"ci"_s, {u"read"_s}, 1h}, tester()));
        PULT_VERIFY_RESULT(touchApiTokens(db(), {made.token.id}));
        shift(3601s);
        PULT_GET(later, listApiTokens(db()));
        QVERIFY(later.first().expired && later.first().usedAt);
        PULT_GET(fresh, rotateApiToken(db(), u"ci"_s, tester()));
        QVERIFY(fresh.secret != made.secret);
        QVERIFY(!fresh.token.expired);
        QCOMPARE(*fresh.token.expiresAt - fresh.token.createdAt, TimePoint::duration(1h));
        PULT_GET(rotated, listApiTokens(db()));
        QCOMPARE(rotated.first().hash, apiTokenHash(fresh.secret.toLatin1()));
        PULT_VERIFY_RESULT(revokeApiToken(db(), u"ci"_s, tester()));
        PULT_GET(none, listApiTokens(db()));
        QVERIFY(none.isEmpty());
    }

    void refusesWhatIsWrong_data() { bothDatabases(); }
    void refusesWhatIsWrong()
    {
        QVERIFY(open());
        PULT_VERIFY_RESULT(createApiToken(db(), {u"ci"_s, {u"admin"_s}, {}}, tester()));
        QCOMPARE(createApiToken(db(), {u"ci"_s, {u"read"_s}, {}}, tester()).error().code, u"token_exists"_s);
        QCOMPARE(createApiToken(db(), {u"a b"_s, {u"read"_s}, {}}, tester()).error().code, u"token_name_invalid"_s);
        QCOMPARE(createApiToken(db(), {u"x"_s, {u"root"_s}, {}}, tester()).error().code, u"token_scope_unknown"_s);
        QCOMPARE(rotateApiToken(db(), u"x"_s, tester()).error().code, u"token_unknown"_s);
        QCOMPARE(revokeApiToken(db(), u"x"_s, tester()).error().code, u"token_unknown"_s);
    }
};

QTEST_GUILESS_MAIN(tst_ApiTokens)
#include "tst_apitokens.moc"
