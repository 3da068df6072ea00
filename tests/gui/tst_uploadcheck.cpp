// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <models/uploadcheck.h>
#include <models/uploadfiles.h>
#include <models/uploadpreviewmodel.h>
#include <models/uploadtemplate.h>
#include <support/testresult.h>

#include <QAbstractItemModelTester>
#include <QDir>
#include <QFile>
#include <QTemporaryDir>

#include <node/bulkupload.h>

using namespace pult;
using namespace pult::ui;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

using What = UploadRemark::What;

namespace {

constexpr TimePoint noon = TimePoint(std::chrono::seconds(1800000000));

QList<What> whats(const UploadRow &row)
{
    QList<What> whats;
    for (const UploadRemark &remark : row.remarks)
        whats.append(remark.what);
    return whats;
}

} // namespace

class tst_UploadCheck : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;

    QString file(const QString &name, const QByteArray &content)
    {
        const QString path = m_folder.filePath(name);
        QFile file(path);
        if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
            qFatal("cannot write %s", qPrintable(path));
        return path;
    }

    UploadForm formOf(const QByteArray &csv)
    {
        UploadForm form;
        form.flowPath = file(
            u"flow.json"_s,
            "{\"title\":\"x\",\"steps\":[\n"
            "{\"type\":\"customStep\",\"name\":\"setFiles\",\"parameters\":{\"selectors\":[[\"#f\"]],\"files\":[\"{{"
            "media.1}}\",\"{{media.2}}\"]}},\n"
            "{\"type\":\"change\",\"value\":\"{{caption}}\",\"selectors\":[[\"#c\"]]},\n"
            "{\"type\":\"click\",\"selectors\":[[\"#p\"]],\"offsetX\":1,\"offsetY\":1,\"pult\":{\"commit\":true}}]}");
        form.tablePath = file(u"table.csv"_s, csv);
        return form;
    }

private Q_SLOTS:
    void init() { test::failOnWarnings(); }
    void initTestCase()
    {
        file(u"лето.mp4"_s, "a");
        file(u"2.mp4"_s, "b");
        file(u"empty.mp4"_s, "");
    }

    /// As Excel writes it in Russian: byte order mark, semicolons, quotes.
    void aTableBecomesRows()
    {
        const UploadCheck check =
            checkUpload(formOf("\xef\xbb\xbfprofile;media;caption;tags\r\n"
                               "магазин;лето.mp4|2.mp4;\"Скидки; \"\"всё\"\" {{profile}}\nсегодня\";лето #sale\r\n"
                               "shop-2;2.mp4 | лето.mp4;Привет;\r\n"));
        QVERIFY(check.isGood());
        QCOMPARE(check.rows.size(), 2);
        QCOMPARE(check.rows.at(0).profile, u"магазин"_s);
        QCOMPARE(check.rows.at(0).media,
                 (QStringList{m_folder.filePath(u"лето.mp4"_s), m_folder.filePath(u"2.mp4"_s)}));
        QCOMPARE(check.rows.at(0).caption, u"Скидки; \"всё\" магазин\nсегодня"_s);
        QCOMPARE(check.rows.at(0).tags, (QStringList{u"лето"_s, u"#sale"_s}));
        QCOMPARE(check.rows.at(1).line, 4);
        QCOMPARE(check.request.map.size(), 2);
        QVERIFY(check.request.profiles.isEmpty());
    }

    void everyRowSaysItsProblems()
    {
        UploadSurroundings surroundings;
        surroundings.profiles = QSet<QString>{u"a"_s, u"b"_s};
        surroundings.profilesAreMade = false;
        const UploadCheck check = checkUpload(formOf("profile,media,caption\n"
                                                     "a,2.mp4|лето.mp4,x\n"
                                                     "stranger,2.mp4|лето.mp4,x\n"
                                                     "b,no.mp4|empty.mp4,x\n"
                                                     "b,2.mp4,\n"
                                                     ",2.mp4,x\n"
                                                     "a,,x\n"),
                                              surroundings);
        QCOMPARE(check.rows.size(), 6);
        QCOMPARE(whats(check.rows.at(0)), QList<What>());
        QCOMPARE(whats(check.rows.at(1)), QList<What>{What::ProfileUnknown});
        QCOMPARE(whats(check.rows.at(2)), (QList<What>{What::MediaMissing, What::MediaEmpty}));
        QCOMPARE(whats(check.rows.at(3)), (QList<What>{What::ProfileTwice, What::TooFewMedia, What::CaptionEmpty}));
        QCOMPARE(whats(check.rows.at(4)), QList<What>{What::RowWithoutProfile});
        QCOMPARE(whats(check.rows.at(5)), (QList<What>{What::RowWithoutMedia, What::ProfileTwice}));
        QCOMPARE(check.faultyRows(), 5);
        QVERIFY(!check.isGood());
    }

    void whatARowLeavesOpenIsSaidForAll()
    {
        UploadForm form = formOf("profile,media\na,2.mp4|лето.mp4\n");
        form.caption = u"for {{profile}}"_s;
        const UploadCheck check = checkUpload(form);
        QVERIFY(check.isGood());
        QCOMPARE(check.rows.first().caption, u"for a"_s);
    }

    void aNewLocalProfileIsNoFault()
    {
        UploadSurroundings surroundings;
        surroundings.profiles = QSet<QString>{};
        const UploadCheck check = checkUpload(formOf("profile,media,caption\nnew,2.mp4|лето.mp4,x\n"), surroundings);
        QCOMPARE(whats(check.rows.first()), QList<What>{What::ProfileNew});
        QVERIFY(check.isGood());
    }

    void uploadsAreSpreadEvenly()
    {
        UploadForm form = formOf("profile,media,caption\na,2.mp4|лето.mp4,x\nb,2.mp4|лето.mp4,x\nc,2.mp4|лето.mp4,x\n");
        form.spread = 60min;
        const UploadSurroundings surroundings{{}, true, noon};
        UploadCheck check = checkUpload(form, surroundings);
        QVERIFY(!check.rows.at(0).runAt); // at once
        QCOMPARE(check.rows.at(1).runAt, std::optional(noon + 30min));
        QCOMPARE(check.rows.at(2).runAt, std::optional(noon + 60min));
        form.runAt = noon + 24h;
        check = checkUpload(form, surroundings);
        QCOMPARE(check.rows.at(0).runAt, form.runAt);
        QCOMPARE(check.rows.at(2).runAt, std::optional(noon + 25h));
        QCOMPARE(node::uploadTimes(1, {}, 60min, noon), QList<std::optional<TimePoint>>{std::nullopt});
    }

    void aSpreadDraftNeedsATime()
    {
        UploadForm form = formOf("profile,media,caption\na,2.mp4|лето.mp4,x\n");
        form.spread = 60min;
        form.draft = true;
        QVERIFY(!checkUpload(form).isGood());
        form.runAt = noon;
        QVERIFY(checkUpload(form).isGood());
    }

    void templatesComeBackAsTheyWere()
    {
        UploadForm form{u"/f/поток.json"_s,
                        {u"a"_s, u"b"_s},
                        {u"/m/1.mp4"_s},
                        u"Строка\n\"два\""_s,
                        {u"x"_s},
                        u"/t.csv"_s,
                        {},
                        90min,
                        true,
                        queue::OnUnknown::Skip};
        const QString path = m_folder.filePath(u"t.pult-upload.json"_s);
        PULT_VERIFY_RESULT(writeTemplate(path, form));
        Result<UploadForm> read = readTemplate(path);
        PULT_VERIFY_RESULT(read);
        QVERIFY(*read == form);
        form.runAt = noon; // belongs to one upload
        PULT_VERIFY_RESULT(writeTemplate(path, form));
        read = readTemplate(path);
        PULT_VERIFY_RESULT(read);
        QVERIFY(!read->runAt);
        QCOMPARE(readTemplate(file(u"no.json"_s, "{}")).error().code, u"upload_template_invalid"_s);
        QCOMPARE(readTemplate(m_folder.filePath(u"none"_s)).error().code, u"upload_template_unread"_s);
    }

    void filesFindTheirPlace()
    {
        QVERIFY(QDir(m_folder.path()).mkpath(u"drop/deeper"_s));
        const QString ten = file(u"drop/10.png"_s, "x");
        const QString nine = file(u"drop/9.PNG"_s, "x");
        const QString inner = file(u"drop/deeper/a.mp4"_s, "x");
        file(u"drop/notes.txt"_s, "x");
        const UploadFiles files = sortFiles(
            {u"/a/flow.json"_s, m_folder.filePath(u"drop"_s), u"/a/T.CSV"_s, u"/a/x.pult-upload.json"_s, ten});
        QCOMPARE(files.flow, u"/a/flow.json"_s);
        QCOMPARE(files.table, u"/a/T.CSV"_s);
        QCOMPARE(files.templateFile, u"/a/x.pult-upload.json"_s);
        QCOMPARE(files.media.size(), 4);
        for (const QString &path : {ten, nine, inner})
            QVERIFY2(files.media.contains(path), qPrintable(path));
    }

    void previewShowsTheProblems()
    {
        UploadPreviewModel model;
        const QAbstractItemModelTester tester(&model);
        model.setRows(checkUpload(formOf("profile,media,caption\na,2.mp4|лето.mp4,x\nb,no.mp4|2.mp4,x\n")).rows);
        QCOMPARE(model.index(0, UploadPreviewModel::Problem).data().toString(), u"good"_s);
        QCOMPARE(model.index(0, UploadPreviewModel::Begins).data().toString(), u"at once"_s);
        QCOMPARE(model.index(1, UploadPreviewModel::Problem).data().toString(),
                 QString(u"There is no such file: "_s + m_folder.filePath(u"no.mp4"_s)));
        model.setRows({});
    }
};

QTEST_GUILESS_MAIN(tst_UploadCheck)
#include "tst_uploadcheck.moc"
