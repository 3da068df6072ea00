// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Shows the window, for looking at it: over tasks in every state with a node at work beside them, or over nothing.
//   showwindow [--lang ru|en] [--theme light|dark|contrast] [--empty] [--maximized] [--environment NAME]
//              [--stop NAME | --pictures FOLDER]
// With --pictures it goes through all panels and dialogs, writes a picture of the screen for each and one sheet of them
// all, and ends; 1 if something could not be shown. tests/gui/screenshots.sh runs it for everything.
#include "goodrun.h"
#include "samples.h"
#include "scene.h"
#include "tour.h"
#include "workshop.h"

#include <base/logging.h>
#include <shell.h>

#include <QApplication>
#include <QCommandLineParser>
#include <QDir>
#include <QSettings>

using namespace Qt::StringLiterals;

namespace {

pult::ui::GuiApp::Options optionsOf(const QCommandLineParser &parser, const pult::test::Scene &scene)
{
    const QString stateFile = scene.folder() + u"/window.ini"_s;
    QSettings(stateFile, QSettings::IniFormat).setValue(u"theme"_s, parser.value(u"theme"_s));
    pult::ui::GuiApp::Options options{pult::test::someProfiles, stateFile, u"sqlite:"_s + scene.databasePath(),
                                      parser.value(u"lang"_s), nullptr};
    pult::Settings::Input input;
    input.dataDir = scene.folder();
    options.settings = pult::Settings::load(input);
    options.environment = parser.value(u"environment"_s);
    return options;
}

} // namespace

int main(int argc, char **argv)
{
    const QApplication application(argc, argv);
    QApplication::setCursorFlashTime(0); // a caret that blinks never comes to rest
    QCommandLineParser parser;
    parser.addOptions({{u"lang"_s, u"language"_s, u"language"_s},
                       {u"theme"_s, u"theme"_s, u"theme"_s},
                       {u"empty"_s, u"nothing in the database"_s},
                       {u"maximized"_s, u"as large as the screen"_s},
                       {u"environment"_s, u"for the badge"_s, u"name"_s},
                       {u"stop"_s, u"goes there and stays"_s, u"name"_s},
                       {u"pictures"_s, u"takes pictures of everything"_s, u"folder"_s}});
    parser.addHelpOption();
    parser.process(application);

    const pult::Logging logging(pult::LogOptions{}); // the log panel shows what the node says
    pult::test::Scene scene;
    std::unique_ptr<pult::test::Workshop> workshop;
    if (!parser.isSet(u"empty"_s)) {
        scene.fill();
        pult::test::fillGoodRun(scene);
        scene.fillPanels();
        pult::test::fillDay(scene);
        workshop = std::make_unique<pult::test::Workshop>(scene);
    }
    pult::ui::GuiApp gui(workshop ? workshop->node().commands() : scene.commands(), optionsOf(parser, scene));
    if (workshop) {
        QObject::connect(&workshop->node(), &pult::node::Node::loadChanged, &gui.window(),
                         [&gui](int running) { gui.shell().setRunning(running); });
    }
    QObject::connect(&gui.shell(), &pult::ui::Shell::exitWanted, &application, &QCoreApplication::quit);
    gui.show();
    if (parser.isSet(u"maximized"_s))
        gui.window().showMaximized();

    const QString folder = parser.value(u"pictures"_s);
    pult::test::Tour tour(gui, workshop ? pult::test::filledStops(gui, scene) : pult::test::emptyStops(gui, scene),
                          folder);
    QObject::connect(&tour, &pult::test::Tour::finished, &application,
                     [](int missed) { QCoreApplication::exit(missed > 0 ? 1 : 0); });
    if (!folder.isEmpty() && QDir().mkpath(folder))
        tour.begin();
    else if (parser.isSet(u"stop"_s))
        tour.stay(parser.value(u"stop"_s));
    return QApplication::exec();
}
