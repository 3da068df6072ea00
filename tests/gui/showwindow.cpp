// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Shows the window over a small database with tasks in every state, for looking at it: showwindow [--lang ru|en]
// [--theme light|dark] [--dialog] [--table CSV] [--flow JSON] [--empty] [--select STATE-FILTER].
#include "scene.h"

#include <dialogs/newbulkuploaddialog.h>
#include <guiapp.h>
#include <mainwindow.h>
#include <panels/tableview.h>
#include <panels/taskspanel.h>

#include <QApplication>
#include <QCommandLineParser>
#include <QSettings>
#include <QTabWidget>
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
                       {u"table"_s, u"opens the dialog with a table"_s, u"file"_s},
                       {u"flow"_s, u"opens a flow"_s, u"file"_s},
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
        });
    }
    return QApplication::exec();
}
