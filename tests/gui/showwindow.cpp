// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Shows the window over a small database with tasks in every state, for looking at it: showwindow [--lang ru|en]
// [--theme light|dark] [--dialog] [--empty] [--groups] [--operations] [--filter FILTER] [--select STATE-FILTER].
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
#include <QTabWidget>
#include <QTimer>
#include <QToolButton>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

int main(int argc, char **argv)
{
    const QApplication application(argc, argv);
    QCommandLineParser parser;
    parser.addOptions({{u"lang"_s, u"language"_s, u"language"_s},
                       {u"theme"_s, u"theme"_s, u"theme"_s},
                       {u"select"_s, u"selects the first task of a filter"_s, u"filter"_s},
                       {u"action"_s, u"an action for the selected task"_s, u"name"_s},
                       {u"tab"_s, u"tab of the detail"_s, u"number"_s},
                       {u"filter"_s, u"what stands in the filter line"_s, u"filter"_s},
                       {u"groups"_s, u"failures in groups"_s},
                       {u"operations"_s, u"some operations, and their panel in front"_s},
                       {u"dialog"_s, u"opens the dialog"_s},
                       {u"empty"_s, u"nothing in the database"_s}});
    parser.addHelpOption();
    parser.process(application);
    pult::test::Scene scene;
    if (!parser.isSet(u"empty"_s))
        scene.fill();
    const QString stateFile = scene.folder() + u"/window.ini"_s;
    QSettings(stateFile, QSettings::IniFormat).setValue(u"theme"_s, parser.value(u"theme"_s));
    pult::ui::GuiApp gui(scene.commands(), {pult::test::someProfiles, stateFile, u"sqlite:"_s + scene.databasePath(),
                                            parser.value(u"lang"_s), nullptr});
    gui.show();
    if (parser.isSet(u"dialog"_s))
        gui.window().newBulkUpload({u"shop-1"_s, u"shop-3"_s});
    if (parser.isSet(u"filter"_s))
        gui.window().tasks().setFilterText(parser.value(u"filter"_s));
    if (parser.isSet(u"groups"_s))
        gui.window().findChild<QToolButton *>(u"groupButton"_s)->click();
    if (parser.isSet(u"operations"_s)) {
        QTimer::singleShot(1s, &gui.window(), [&gui] {
            gui.window().findChild<pult::ui::TableView *>(u"taskTable"_s)->selectModelRow(0);
            gui.window().findChild<QAction *>(u"actionDelete"_s)->trigger();
            gui.window().findChild<QDockWidget *>(u"dockOperations"_s)->raise();
        });
    }
    if (parser.isSet(u"select"_s)) {
        gui.window().tasks().setFilterText(parser.value(u"select"_s));
        QTimer::singleShot(1s, &gui.window(), [&gui, &parser] {
            gui.window().findChild<pult::ui::TableView *>(u"taskTable"_s)->selectModelRow(0);
            gui.window().findChild<QTabWidget *>(u"detailTabs"_s)->setCurrentIndex(parser.value(u"tab"_s).toInt());
            gui.window().tasks().setFilterText({});
            if (parser.isSet(u"action"_s))
                gui.window().findChild<QAction *>(parser.value(u"action"_s))->trigger();
        });
    }
    return QApplication::exec();
}
