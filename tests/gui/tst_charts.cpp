// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The charts hold what the samples hold; brush, marks, pause and the narrowed window as an operator uses them.
#include "samples.h"
#include "scriptedprompts.h"

#include <charts/chartsession.h>
#include <charts/charttext.h>
#include <charts/chartview.h>
#include <guiapp.h>
#include <mainwindow.h>
#include <models/tablemodel.h>
#include <panels/chartspanel.h>
#include <panels/tableview.h>
#include <panels/timechip.h>
#include <support/testresult.h>

#include <QClipboard>
#include <QComboBox>
#include <QDateTimeEdit>
#include <QDockWidget>
#include <QHelpEvent>
#include <QLabel>
#include <QLineSeries>
#include <QPushButton>
#include <QSignalSpy>
#include <QStackedWidget>
#include <QToolButton>
#include <QToolTip>

using namespace pult;
using namespace pult::ui;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// A window over a scene with the resource charts in front.
class Desk final
{
public:
    explicit Desk(test::Scene &scene, const QString &language = u"en"_s)
        : m_gui(scene.commands(),
                {test::someProfiles, scene.folder() + u"/window.ini"_s, u"sqlite"_s, language, &m_prompts})
    {
        m_gui.window().resize(1280, 900);
        m_gui.show();
        find<QDockWidget>(u"dockResources"_s)->raise();
    }

    GuiApp &gui() { return m_gui; }
    test::ScriptedPrompts &prompts() { return m_prompts; }
    template<typename T>
    T *find(const QString &name)
    {
        return m_gui.window().findChild<T *>(name);
    }
    ChartsPanel *panel(const char *name = "resourcesPanel") { return find<ChartsPanel>(QString::fromLatin1(name)); }
    ChartView *chart(const char *name) { return find<ChartView>(QString::fromLatin1(name)); }
    template<typename T>
    T *tool(const char *name)
    {
        return panel()->findChild<T *>(QString::fromLatin1(name));
    }
    int rows() { return find<TableView>(u"taskTable"_s)->model()->rowCount(); }

private:
    test::ScriptedPrompts m_prompts;
    GuiApp m_gui;
};

/// What is drawn of a metric, without the dashed ends' first point, which is the solid line's last.
QList<QPointF> drawn(ChartView *view, ChartMetric metric)
{
    QList<QPointF> points;
    for (const QAbstractSeries *series : view->chart()->series()) {
        if (series->name() != QString::number(int(metric)))
            continue;
        for (const QPointF &point : static_cast<const QLineSeries *>(series)->points()) {
            if (!points.contains(point))
                points.append(point);
        }
    }
    return points;
}

QPointF place(TimePoint at, double value)
{
    return {double(toMicros(at)) / 1000, value};
}

observe::MetricPoint pointOf(TimePoint at, const observe::MetricSample &sample, double coverage = 1)
{
    return {at, sample, coverage, false};
}

void drag(ChartView *view, TimePoint from, TimePoint to)
{
    const int y = view->height() / 2;
    const QPoint begin(int(std::round(view->xOf(from))), y);
    const QPoint end(int(std::round(view->xOf(to))), y);
    QTest::mousePress(view->viewport(), Qt::LeftButton, {}, begin);
    QTest::mouseMove(view->viewport(), (begin + end) / 2);
    QTest::mouseMove(view->viewport(), end);
    QTest::mouseRelease(view->viewport(), Qt::LeftButton, {}, end);
}

} // namespace

class tst_Charts : public QObject
{
    Q_OBJECT

    TimePoint m_minute; ///< a whole one, ten minutes ago

private Q_SLOTS:
    void init()
    {
        test::failOnWarnings();
        m_minute = observe::stretchOf(localNow() - 10min, observe::Resolution::Minute);
    }

    void ratesAreDividedByTheMeasuredTime()
    {
        // A minute of which only 20 seconds were measured: 10 runs are half a run a second, not a sixth.
        QCOMPARE(valueOf(ChartMetric::Completed, test::minuteSample(10, 1, 20)), std::optional(0.5));
        QCOMPARE(valueOf(ChartMetric::Completed, test::minuteSample(10, 1, 60)), std::optional(10.0 / 60));
        QCOMPARE(valueOf(ChartMetric::Completed, test::minuteSample(36000, 1, 3600)), std::optional(10.0));
        QCOMPARE(valueOf(ChartMetric::Completed, observe::MetricSample{}), std::nullopt);
        observe::MetricSample both = test::minuteSample(0, 1, 40);
        both.counters[u"failed"_s] = 3;
        both.counters[u"failed_for_good"_s] = 1;
        QCOMPARE(valueOf(ChartMetric::Failed, both), std::optional(0.1));
    }

    void gapsAreGapsAndTheUnfinishedEndIsKnown()
    {
        observe::MetricSeriesRange range;
        range.now = m_minute + 5min + 30s;
        for (int i : {0, 1, 4, 5})
            range.points.append(pointOf(m_minute + i * 1min, test::minuteSample(i, 100 + i)));
        range.points.insert(2, pointOf(m_minute + 2min, {}, 0));
        range.points.insert(3, pointOf(m_minute + 3min, {}, 0));
        const ChartData data = makeChartData(range, m_minute, range.now);
        const ChartLine &memory = data.line(ChartMetric::PultMemory);
        QCOMPARE(memory.stretches, (QList<QList<ChartPoint>>{{{m_minute, 100}, {m_minute + 1min, 101}},
                                                             {{m_minute + 4min, 104}, {m_minute + 5min, 105}}}));
        QVERIFY(memory.unfinished);
        QCOMPARE(memory.valueAt(m_minute + 4min), std::optional(104.0));
        QCOMPARE(memory.valueAt(m_minute + 2min), std::nullopt);
        range.now += 1min;
        QVERIFY(!makeChartData(range, m_minute, range.now).line(ChartMetric::PultMemory).unfinished);
        // No run ended in the minute: no quantile, not one of nought.
        QVERIFY(data.line(ChartMetric::RunP95).stretches.isEmpty());
    }

    void quantilesComeFromTheBuckets()
    {
        observe::MetricSample sample = test::minuteSample(4, 1);
        observe::BucketCounts &counts = sample.histograms[u"run"_s];
        counts.counts.resize(observe::boundsOf(observe::Buckets::Run).size() + 1);
        counts.counts[3] = 4; // from 2.5 to 5 s
        QCOMPARE(valueOf(ChartMetric::RunP50, sample), std::optional(3.75));
        QCOMPARE(valueOf(ChartMetric::WaitP50, sample), std::nullopt);
    }

    void labelsStandOnWholeTimesAndRoundValues()
    {
        const TimeTicks ticks = timeTicks(m_minute + 13s, m_minute + 61min, 5);
        QCOMPARE(ticks.step, 15min);
        QVERIFY(!ticks.at.isEmpty());
        for (const TimePoint at : ticks.at)
            QCOMPARE(toMicros(at) % std::chrono::microseconds(15min).count(), 0);
        QCOMPARE(valueStep(ChartUnit::Seconds, 100, 4), 30.0);
        QCOMPARE(valueStep(ChartUnit::Megabytes, 3000, 4), 1024.0);
        QCOMPARE(valueStep(ChartUnit::Count, 3, 4), 1.0);
        QCOMPARE(valueStep(ChartUnit::PerSecond, 0.07, 4), 0.02);
        QVERIFY(ChartText::axisValue(ChartUnit::PerSecond, 0.02, 0.02) !=
                ChartText::axisValue(ChartUnit::PerSecond, 0.04, 0.02));
    }

    void emptyDatabaseSaysWhy()
    {
        test::Scene scene;
        Desk desk(scene);
        QTRY_VERIFY(desk.panel()->isVisible());
        auto *sentence = desk.panel()->findChild<QLabel *>(u"emptySentence"_s);
        QTRY_VERIFY(sentence->text().contains(u"every minute"_s));
        auto *button = desk.panel()->findChild<QPushButton *>(u"emptyButton"_s);
        QVERIFY(button->isVisible());
        button->click(); // the last 7 days
        QTRY_VERIFY(!button->isVisible());
        QCOMPARE(desk.tool<QComboBox>("chartsRange")->currentIndex(), int(ChartSession::Preset::Days7));
    }

    void chartsDrawTheSamples()
    {
        test::Scene scene;
        test::addMinutes(scene, {{u"n1"_s, u"1"_s, m_minute, test::minuteSample(30, 100)},
                                 {u"n1"_s, u"2"_s, m_minute + 1min, test::minuteSample(15, 120, 30)},
                                 {u"n1"_s, u"3"_s, m_minute + 4min, test::minuteSample(0, 90)}});
        Desk desk(scene);
        ChartView *memory = desk.chart("chartMemory");
        QTRY_COMPARE(drawn(memory, ChartMetric::PultMemory).size(), 3);
        QCOMPARE(drawn(memory, ChartMetric::PultMemory),
                 (QList<QPointF>{place(m_minute, 100), place(m_minute + 1min, 120), place(m_minute + 4min, 90)}));
        QCOMPARE(memory->chart()->series().size(), 2); // a gap, and no browsers
        QCOMPARE(drawn(desk.chart("chartRates"), ChartMetric::Completed),
                 (QList<QPointF>{place(m_minute, 0.5), place(m_minute + 1min, 0.5), place(m_minute + 4min, 0)}));
        QCOMPARE(memory->labelOf(ChartMetric::PultMemory), u"Pult 90 MB"_s);
        QVERIFY(memory->chart()->animationOptions() == QChart::NoAnimation);
        QVERIFY(!memory->chart()->isDropShadowEnabled());
    }

    void theCrosshairReadsAllCharts()
    {
        test::Scene scene;
        test::addMinutes(scene, {{u"n1"_s, u"1"_s, m_minute, test::minuteSample(30, 100)},
                                 {u"n1"_s, u"2"_s, m_minute + 1min, test::minuteSample(60, 120)}});
        Desk desk(scene);
        ChartView *memory = desk.chart("chartMemory");
        QTRY_COMPARE(drawn(memory, ChartMetric::PultMemory).size(), 2);
        const QPoint there(int(std::round(memory->xOf(m_minute + 30s))), memory->height() / 2);
        QTest::mouseMove(memory->viewport(), there - QPoint(5, 0));
        QTest::mouseMove(memory->viewport(), there);
        QTRY_COMPARE(memory->labelOf(ChartMetric::PultMemory), u"Pult 100 MB"_s);
        QCOMPARE(desk.chart("chartRates")->labelOf(ChartMetric::Completed), u"completed 0.50/s"_s);
        memory->setFocus();
        QTest::keyClick(memory, Qt::Key_Right);
        QCOMPARE(memory->labelOf(ChartMetric::PultMemory), u"Pult 120 MB"_s);
        QTest::keyClick(memory, Qt::Key_Escape);
        QCOMPARE(memory->labelOf(ChartMetric::PultMemory), u"Pult 120 MB"_s); // the last
    }

    /// A brushed spike zooms every chart and leaves the tasks that ran then; back again by the chip and by a double
    /// click.
    void aBrushNarrowsTheWindow()
    {
        test::Scene scene;
        for (int i = 0; i < 20; ++i)
            test::addMinutes(scene, {{u"n1"_s, QString::number(i), m_minute - i * 1min, test::minuteSample(i, 100)}});
        const queue::Id ran = scene.addUpload(u"shop-1"_s);
        scene.finish(scene.claim(1).constFirst(), queue::Outcome::Completed);
        scene.addUpload(u"shop-2"_s);
        Desk desk(scene);
        QTRY_COMPARE(desk.rows(), 2);
        ChartView *memory = desk.chart("chartMemory");
        QTRY_COMPARE(drawn(memory, ChartMetric::PultMemory).size(), 20);
        auto *chip = desk.find<TimeChip>(u"timeChip"_s);
        QVERIFY(!chip->isVisible());
        drag(memory, m_minute - 8min, m_minute - 4min);
        QTRY_VERIFY(chip->isVisible());
        QTRY_COMPARE(desk.rows(), 0);
        QTRY_VERIFY(drawn(desk.chart("chartRates"), ChartMetric::Completed).size() <= 7);
        QVERIFY(drawn(memory, ChartMetric::PultMemory).size() >= 4);
        QVERIFY(chip->text().contains(u'–'));
        QWidget *empty = desk.find<TableView>(u"taskTable"_s)->findChild<QWidget *>(u"emptyState"_s);
        QTRY_COMPARE(empty->findChild<QPushButton *>()->text(), u"Show all times"_s);
        QTest::mouseDClick(memory->viewport(), Qt::LeftButton, {}, memory->rect().center());
        QTRY_VERIFY(!chip->isVisible());
        QTRY_COMPARE(desk.rows(), 2);
        QTRY_COMPARE(drawn(memory, ChartMetric::PultMemory).size(), 20);
        drag(memory, localNow() - 6min, localNow());
        QTRY_VERIFY(chip->isVisible());
        QTRY_COMPARE_WITH_TIMEOUT(desk.rows(), 1, 15000);
        QCOMPARE(
            desk.find<TableView>(u"taskTable"_s)->model()->index(0, 0).data(TableModelBase::IdRole).value<queue::Id>(),
            ran);
        desk.find<QToolButton>(u"timeChipClear"_s)->click();
        QTRY_COMPARE(desk.rows(), 2);
    }

    void marksAreExplained()
    {
        test::Scene scene;
        test::addMinutes(scene, {{u"n1"_s, u"1"_s, m_minute, test::minuteSample(1, 100)},
                                 {u"n1"_s, u"2"_s, m_minute + 1min, test::minuteSample(1, 100)}});
        test::addMarks(scene, {{u"n1"_s, u"m"_s, m_minute + 30s, u"start"_s, u"9.8.7"_s}});
        Desk desk(scene);
        ChartView *memory = desk.chart("chartMemory");
        QTRY_COMPARE(drawn(memory, ChartMetric::PultMemory).size(), 2);
        const QPoint there(int(memory->xOf(m_minute + 30s)), memory->height() / 2);
        QHelpEvent help(QEvent::ToolTip, there, memory->viewport()->mapToGlobal(there));
        QCoreApplication::sendEvent(memory->viewport(), &help);
        QVERIFY(QToolTip::text().contains(u"9.8.7"_s));
        QToolTip::hideText();
    }

    void aPausedChartAsksNothing()
    {
        test::Scene scene;
        test::addMinutes(scene, {{u"n1"_s, u"1"_s, m_minute, test::minuteSample(1, 100)}});
        TimeWindow window;
        ChartSession session(scene.commands(), window);
        QSignalSpy arrived(&session, &ChartSession::arrived);
        const QObject panel;
        session.refresh();
        session.setSeen(&panel, true);
        QTRY_COMPARE(arrived.count(), 1); // what nobody sees is not asked for
        session.setPaused(true);
        const TimeWindow::Range still = session.range();
        test::addMinutes(scene, {{u"n1"_s, u"2"_s, m_minute + 1min, test::minuteSample(1, 100)}});
        session.setSeen(&panel, false);
        session.setSeen(&panel, true);
        QCOMPARE(session.range(), still);
        session.setPaused(false);
        QTRY_COMPARE(session.data().line(ChartMetric::PultMemory).stretches.value(0).size(), 2);
        QCOMPARE(arrived.count(), 2);
    }

    void longRangesStayBelowTheCap()
    {
        test::Scene scene;
        test::fillDay(scene);
        TimeWindow window;
        ChartSession session(scene.commands(), window);
        const QObject panel;
        session.setSeen(&panel, true);
        const TimePoint now = localNow();
        const std::pair<ChartSession::Preset, std::chrono::seconds> presets[] = {{ChartSession::Preset::Minutes15, 60s},
                                                                                 {ChartSession::Preset::Hours24, 60s},
                                                                                 {ChartSession::Preset::Days7, 3600s},
                                                                                 {ChartSession::Preset::Days30, 3600s}};
        for (const auto &[preset, stretch] : presets) {
            session.setPreset(preset);
            QTRY_COMPARE(session.data().stretch, stretch);
            QTRY_VERIFY(!session.data().isEmpty);
        }
        session.setCustom({now - 47h, now}); // 2,820 minutes are too many
        QTRY_VERIFY(session.data().from == now - 47h);
        QCOMPARE(session.data().stretch, 3600s);
        const ChartLine &line = session.data().line(ChartMetric::PultMemory);
        QVERIFY(line.last());
        QVERIFY(line.unfinished || line.last()->at + 2h > now);
    }

    void picturesAreSavedAndCopied()
    {
        test::Scene scene;
        test::fillDay(scene);
        Desk desk(scene);
        QTRY_VERIFY(!drawn(desk.chart("chartMemory"), ChartMetric::BrowserMemory).isEmpty());
        const QString path = scene.folder() + u"/charts.png"_s;
        desk.prompts().nextFiles = QStringList{path};
        desk.panel()->findChild<QAction *>(u"chartsSavePicture"_s)->trigger();
        QTRY_VERIFY(QImage(path).width() > 400);
        desk.panel()->findChild<QAction *>(u"chartsCopyPicture"_s)->trigger();
        QVERIFY(!QApplication::clipboard()->pixmap().isNull());
    }

    void speaksRussian()
    {
        test::Scene scene;
        test::fillDay(scene);
        Desk desk(scene, u"ru"_s);
        QTRY_VERIFY(!drawn(desk.chart("chartMemory"), ChartMetric::BrowserMemory).isEmpty());
        QVERIFY(desk.chart("chartMemory")->labelOf(ChartMetric::BrowserMemory).startsWith(u"Браузеры "_s));
        QCOMPARE(desk.tool<QComboBox>("chartsRange")->itemText(0), u"15 минут"_s);
        desk.gui().setLanguage(u"en"_s);
        QTRY_COMPARE(desk.tool<QComboBox>("chartsRange")->itemText(0), u"Last 15 min"_s);
        QVERIFY(desk.chart("chartMemory")->labelOf(ChartMetric::BrowserMemory).startsWith(u"Browsers "_s));
    }
};

QTEST_MAIN(tst_Charts)
#include "tst_charts.moc"
