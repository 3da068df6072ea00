// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Shows the window over a small database with tasks in every state, for looking at it: showwindow [--lang ru|en]
// [--theme light|dark|contrast] [--charts resources|throughput|report] [--dialog] [--empty] [--groups] [--operations]
// [--filter FILTER] [--select STATE-FILTER] [--action ACTION]
// [--table CSV] [--flow JSON] [--dock NAME [--row N]] [--size WxH].
#include "samples.h"
#include "scene.h"

#include <dialogs/newbulkuploaddialog.h>
#include <guiapp.h>
#include <mainwindow.h>
#include <panels/tableview.h>
#include <panels/taskspanel.h>
#include <shell.h>

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
                       {u"environment"_s, u"for the badge"_s, u"name"_s},
                       {u"filter"_s, u"what stands in the filter line"_s, u"filter"_s},
                       {u"groups"_s, u"failures in groups"_s},
                       {u"operations"_s, u"some operations, and their panel in front"_s},
                       {u"charts"_s, u"a day of samples, and which charts, or the report"_s, u"page"_s},
                       {u"dialog"_s, u"opens the dialog"_s},
                       {u"dock"_s, u"raises a dock"_s, u"object name"_s},
                       {u"row"_s, u"selects a row of its first table"_s, u"number"_s},
                       {u"action"_s, u"then triggers an action"_s, u"object name"_s},
                       {u"size"_s, u"of the window"_s, u"WxH"_s},
                       {u"table"_s, u"opens the dialog with a table"_s, u"file"_s},
                       {u"flow"_s, u"opens a flow"_s, u"file"_s},
                       {u"empty"_s, u"nothing in the database"_s}});
    parser.addHelpOption();
    parser.process(application);
    pult::test::Scene scene;
    if (!parser.isSet(u"empty"_s)) {
        scene.fill();
        scene.fillPanels();
        if (parser.isSet(u"charts"_s))
            pult::test::fillDay(scene);
    }
    const QString stateFile = scene.folder() + u"/window.ini"_s;
    QSettings(stateFile, QSettings::IniFormat).setValue(u"theme"_s, parser.value(u"theme"_s));
    pult::ui::GuiApp::Options options{pult::test::someProfiles, stateFile, u"sqlite:"_s + scene.databasePath(),
                                      parser.value(u"lang"_s), nullptr};
    pult::Settings::Input input;
    input.dataDir = scene.folder();
    options.settings = pult::Settings::load(input);
    options.environment = parser.value(u"environment"_s);
    pult::ui::GuiApp gui(scene.commands(), options);
    QObject::connect(&gui.shell(), &pult::ui::Shell::exitWanted, &application, &QCoreApplication::quit);
    gui.show();
    if (parser.value(u"charts"_s) == u"report"_s)
        gui.window().newReport();
    else if (parser.isSet(u"charts"_s))
        gui.window()
            .findChild<QDockWidget *>(parser.value(u"charts"_s) == u"resources"_s ? u"dockResources"_s
                                                                                  : u"dockThroughput"_s)
            ->raise();
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
    if (parser.isSet(u"table"_s)) {
        gui.window().newBulkUpload();
        auto *dialog = gui.window().findChild<pult::ui::NewBulkUploadDialog *>();
        pult::ui::UploadForm form;
        form.flowPath = scene.makeFlow();
        form.tablePath = parser.value(u"table"_s);
        form.spread = 2h;
        dialog->setForm(form);
        dialog->findChild<QTabWidget *>(u"uploadTabs"_s)->setCurrentIndex(parser.value(u"tab"_s).toInt());
    }
    if (parser.isSet(u"flow"_s))
        gui.window().openFlow(parser.value(u"flow"_s));
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
    if (parser.isSet(u"size"_s)) {
        const QStringList size = parser.value(u"size"_s).split(u'x');
        gui.window().resize(size.value(0).toInt(), size.value(1).toInt());
    }
    auto *dock = parser.isSet(u"dock"_s) ? gui.window().findChild<QDockWidget *>(parser.value(u"dock"_s)) : nullptr;
    if (dock)
        dock->raise();
    QTimer::singleShot(2s, &gui.window(), [dock, &gui, &parser] {
        if (dock && parser.isSet(u"row"_s)) {
            // The leftmost table is what the panel is about.
            const auto tables = dock->findChildren<pult::ui::TableView *>();
            const auto first = std::min_element(tables.begin(), tables.end(), [dock](QWidget *one, QWidget *other) {
                return one->mapTo(dock, QPoint()).x() < other->mapTo(dock, QPoint()).x();
            });
            (*first)->selectRow(parser.value(u"row"_s).toInt());
        }
        auto *action = gui.window().findChild<QAction *>(parser.value(u"action"_s));
        if (action && parser.isSet(u"action"_s))
            action->trigger();
    });
    return QApplication::exec();
}
