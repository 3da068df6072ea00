// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Shows the window over a small database with tasks in every state, for looking at it: showwindow [--lang ru|en]
// [--theme light|dark] [--dialog] [--empty] [--select STATE-FILTER] [--dock NAME [--row N] [--action NAME]] [--size
// WxH].
#include "scene.h"

#include <dialogs/newbulkuploaddialog.h>
#include <guiapp.h>
#include <mainwindow.h>
#include <panels/tableview.h>
#include <panels/taskspanel.h>

#include <QAction>
#include <QApplication>
#include <QCommandLineParser>
#include <QDockWidget>
#include <QSettings>
#include <QTimer>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

int main(int argc, char **argv)
{
    const QApplication application(argc, argv);
    QCommandLineParser parser;
    parser.addOptions({{u"lang"_s, u"language"_s, u"language"_s},
                       {u"theme"_s, u"theme"_s, u"theme"_s},
                       {u"select"_s, u"selects the first task of a filter"_s, u"filter"_s},
                       {u"tab"_s, u"tab of the detail"_s, u"number"_s},
                       {u"dialog"_s, u"opens the dialog"_s},
                       {u"dock"_s, u"raises a dock"_s, u"object name"_s},
                       {u"row"_s, u"selects a row of its first table"_s, u"number"_s},
                       {u"action"_s, u"then triggers an action"_s, u"object name"_s},
                       {u"size"_s, u"of the window"_s, u"WxH"_s},
                       {u"empty"_s, u"nothing in the database"_s}});
    parser.addHelpOption();
    parser.process(application);
    pult::test::Scene scene;
    if (!parser.isSet(u"empty"_s)) {
        scene.fill();
        scene.fillPanels();
    }
    const QString stateFile = scene.folder() + u"/window.ini"_s;
    QSettings(stateFile, QSettings::IniFormat).setValue(u"theme"_s, parser.value(u"theme"_s));
    pult::ui::GuiApp gui(scene.commands(), {pult::test::someProfiles, stateFile, u"sqlite:"_s + scene.databasePath(),
                                            parser.value(u"lang"_s), nullptr});
    gui.show();
    if (parser.isSet(u"dialog"_s))
        gui.window().newBulkUpload({u"shop-1"_s, u"shop-3"_s});
    if (parser.isSet(u"select"_s)) {
        gui.window().tasks().setFilterText(parser.value(u"select"_s));
        QTimer::singleShot(1s, &gui.window(), [&gui, &parser] {
            gui.window().findChild<pult::ui::TableView *>(u"taskTable"_s)->selectModelRow(0);
            gui.window().findChild<QTabWidget *>(u"detailTabs"_s)->setCurrentIndex(parser.value(u"tab"_s).toInt());
            gui.window().tasks().setFilterText({});
        });
    }
    if (parser.isSet(u"size"_s)) {
        const QStringList size = parser.value(u"size"_s).split(u'x');
        gui.window().resize(size.value(0).toInt(), size.value(1).toInt());
    }
    if (auto *dock = gui.window().findChild<QDockWidget *>(parser.value(u"dock"_s)); dock && parser.isSet(u"dock"_s)) {
        dock->raise();
        QTimer::singleShot(2s, dock, [dock, &gui, &parser] {
            // The leftmost table is what the panel is about.
            const auto tables = dock->findChildren<pult::ui::TableView *>();
            const auto first = std::min_element(tables.begin(), tables.end(), [dock](QWidget *one, QWidget *other) {
                return one->mapTo(dock, QPoint()).x() < other->mapTo(dock, QPoint()).x();
            });
            if (parser.isSet(u"row"_s))
                (*first)->selectRow(parser.value(u"row"_s).toInt());
            auto *action = gui.window().findChild<QAction *>(parser.value(u"action"_s));
            if (action && parser.isSet(u"action"_s))
                action->trigger();
        });
    }
    return QApplication::exec();
}
