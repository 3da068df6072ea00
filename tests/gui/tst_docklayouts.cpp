// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "desk.h"

#include <docklayouts.h>
#include <support/testresult.h>

#include <QApplication>
#include <QLineEdit>
#include <QMenu>
#include <QScreen>
#include <QSettings>
#include <QTest>

using namespace pult;
using namespace pult::ui;
using namespace Qt::StringLiterals;

namespace {

/// A window of its own with docks that hold one line each.
class Bench final
{
public:
    Bench(QSettings &state, const QStringList &names)
    {
        m_window.setCentralWidget(new QLineEdit(&m_window));
        m_layouts = new DockLayouts(m_window, *m_window.centralWidget(), state);
        for (const QString &name : names)
            m_layouts->add(name, new QLineEdit(&m_window), Qt::BottomDockWidgetArea, [name] { return name; });
        m_layouts->reset();
        m_layouts->restore();
        m_window.show();
    }
    QMainWindow &window() { return m_window; }
    DockLayouts &layouts() { return *m_layouts; }
    QDockWidget *dock(const QString &name) { return m_window.findChild<QDockWidget *>(name); }

private:
    QMainWindow m_window;
    DockLayouts *m_layouts;
};

QList<QAction *> shownActions(QMenu *menu)
{
    QMetaObject::invokeMethod(menu, "aboutToShow");
    return menu->actions();
}

} // namespace

class tst_DockLayouts : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        test::failOnWarnings();
        m_folder = std::make_unique<QTemporaryDir>();
        m_state = std::make_unique<QSettings>(m_folder->filePath(u"state.ini"_s), QSettings::IniFormat);
    }

    void docksAreTabsAndFloatAndComeBack()
    {
        {
            Bench bench(*m_state, {u"a"_s, u"b"_s, u"c"_s});
            QCOMPARE(bench.window().tabifiedDockWidgets(bench.dock(u"a"_s)).size(), 2);
            bench.dock(u"b"_s)->setFloating(true);
            bench.dock(u"c"_s)->hide();
            bench.layouts().save();
        }
        Bench again(*m_state, {u"a"_s, u"b"_s, u"c"_s});
        QVERIFY(again.dock(u"b"_s)->isFloating());
        QVERIFY(again.dock(u"c"_s)->isHidden());
        again.layouts().reset();
        QVERIFY(!again.dock(u"b"_s)->isFloating());
        QVERIFY(!again.dock(u"c"_s)->isHidden());
        QCOMPARE(again.window().tabifiedDockWidgets(again.dock(u"a"_s)).size(), 2);
    }

    void aDockOfALaterVersionIsShownInAnOldLayout()
    {
        {
            Bench bench(*m_state, {u"a"_s, u"b"_s});
            bench.layouts().save();
        }
        Bench later(*m_state, {u"a"_s, u"b"_s, u"new"_s});
        QVERIFY(!later.dock(u"new"_s)->isHidden());
        QCOMPARE(later.window().dockWidgetArea(later.dock(u"new"_s)), Qt::BottomDockWidgetArea);
        QVERIFY(later.window().tabifiedDockWidgets(later.dock(u"a"_s)).contains(later.dock(u"new"_s)));
    }

    void aFloatingDockOutsideOfTheScreenComesBack()
    {
        {
            Bench bench(*m_state, {u"a"_s, u"b"_s});
            bench.dock(u"b"_s)->setFloating(true);
            bench.dock(u"b"_s)->move(20'000, 20'000);
            bench.layouts().save();
        }
        Bench again(*m_state, {u"a"_s, u"b"_s});
        again.layouts().fitFloating();
        QVERIFY(again.dock(u"b"_s)->screen()->availableGeometry().contains(again.dock(u"b"_s)->geometry()));
    }

    void aWindowOutsideOfTheScreenComesBack()
    {
        test::Scene scene;
        {
            test::Desk desk(scene);
            desk.window().move(9'000, 9'000);
            desk.window().close();
        }
        test::Desk desk(scene);
        QTRY_VERIFY(desk.window().screen()->availableGeometry().contains(desk.window().geometry()));
    }

    void theWindowDoesNotGrowFromStartToStart()
    {
        test::Scene scene;
        QSize first;
        for (int start = 0; start < 4; ++start) {
            test::Desk desk(scene);
            QVERIFY(QTest::qWaitForWindowExposed(&desk.window()));
            QCoreApplication::processEvents();
            if (start == 0)
                first = desk.window().size();
            QCOMPARE(desk.window().size(), first);
            desk.window().close();
        }
    }

    void layoutsHaveNames()
    {
        test::Scene scene;
        test::Desk desk(scene);
        auto *menu = desk.find<QMenu>("layoutMenu");
        auto *dock = desk.find<QDockWidget>("dockLog");
        dock->hide();
        shownActions(menu);
        desk.action("actionSaveLayout")->trigger();
        desk.find<QLineEdit>("nameLine")->setText(u"Night & day"_s);
        desk.click("nameAccept");
        desk.action("actionResetLayout")->trigger();
        QVERIFY(!dock->isHidden());
        QCOMPARE(shownActions(menu).constFirst()->text(), u"Night && day"_s);
        shownActions(menu).constFirst()->trigger();
        QVERIFY(dock->isHidden());
        // Renamed, kept over a start, deleted.
        QTRY_VERIFY(!desk.find<QLineEdit>("nameLine"));
        desk.find<QMenu>("layoutRenameMenu")->actions().constFirst()->trigger();
        QTRY_VERIFY(desk.find<QLineEdit>("nameLine"));
        desk.find<QLineEdit>("nameLine")->setText(u"Night"_s);
        desk.click("nameAccept");
        QCOMPARE(shownActions(menu).constFirst()->text(), u"Night"_s);
        desk.find<QMenu>("layoutRemoveMenu")->actions().constFirst()->trigger();
        QVERIFY(!shownActions(menu).constFirst()->isEnabled());
    }

    void f6GoesThroughThePanesThatCanBeSeen()
    {
        test::Scene scene;
        scene.addUpload(u"a"_s);
        test::Desk desk(scene);
        desk.raise("dockWorkers");
        QTRY_COMPARE(desk.table("taskTable")->model()->rowCount(), 1);
        desk.table("taskTable")->selectRow(0);
        QTRY_VERIFY(desk.find<QWidget>("detailTabs")->isVisible());
        QVERIFY(QTest::qWaitForWindowActive(&desk.window()));
        desk.table("taskTable")->setFocus();
        const auto paneOfFocus = [&desk]() -> QString {
            for (const char *dock : {"dockDetail", "dockWorkers", "dockLog"}) {
                if (desk.find<QDockWidget>(dock)->isAncestorOf(QApplication::focusWidget()))
                    return QString::fromLatin1(dock);
            }
            return u"centre"_s;
        };
        QStringList way;
        for (int i = 0; i < 3; ++i) {
            QTest::keyClick(&desk.window(), Qt::Key_F6);
            way << paneOfFocus();
        }
        QCOMPARE(way, (QStringList{u"dockDetail"_s, u"dockWorkers"_s, u"centre"_s}));
        QTest::keyClick(&desk.window(), Qt::Key_F6, Qt::ShiftModifier);
        QCOMPARE(paneOfFocus(), u"dockWorkers"_s);
        // Behind another tab it cannot be seen.
        desk.raise("dockLog");
        QTest::keyClick(&desk.window(), Qt::Key_F6);
        QCOMPARE(paneOfFocus(), u"centre"_s);
        QTest::keyClick(&desk.window(), Qt::Key_F6, Qt::ShiftModifier);
        QCOMPARE(paneOfFocus(), u"dockLog"_s);
    }

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<QSettings> m_state;
};

QTEST_MAIN(tst_DockLayouts)
#include "tst_docklayouts.moc"
