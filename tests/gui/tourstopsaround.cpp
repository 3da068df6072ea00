// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What a tour shows around the window's panels: settings before they are written, pictures in full, the tray, an
// outage.
#include "finder.h"
#include "tour.h"

#include <dialogs/settingsdialog.h>
#include <models/timewindow.h>
#include <shell.h>
#include <theme/metrics.h>
#include <tray/tray.h>

#include <QCursor>
#include <QLabel>
#include <QMenu>
#include <QScreen>
#include <QTabWidget>
#include <QToolTip>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace pult::test {

namespace {

using Step = Tour::Step;
using Stop = Tour::Stop;

constexpr int pictureTab = 4;

/// A visible window of the program's that is of this class; null: none.
QWidget *topLevel(const char *className)
{
    for (QWidget *widget : QApplication::topLevelWidgets()) {
        if (widget->inherits(className) && widget->isVisible())
            return widget;
    }
    return nullptr;
}

/// What changes, before it is written.
Stop reviewStop(const Finder &desk, const QMap<QByteArray, QString> &values)
{
    const auto edit = [desk, values] {
        desk.trigger(u"actionSettings"_s);
        ui::SettingsBuffer &buffer = desk.find<ui::SettingsDialog>(u"settingsDialog"_s)->buffer();
        for (const SettingSpec *spec : buffer.specs()) {
            if (values.contains(spec->name))
                buffer.edit(*spec, values.value(spec->name));
        }
    };
    return {u"settings-review"_s,
            {{edit, [desk] { return desk.hasChild(u"settingsDialog"_s); }},
             {[desk] { desk.click(u"settingsNext"_s); }, [desk] { return desk.rows(u"settingsChanges"_s) > 0; }}}};
}

QList<Stop> pictureStops(const Finder &desk, queue::Id failure)
{
    const Step beside{[desk, failure] {
                          desk.window().showTask(failure);
                          desk.find<QTabWidget>(u"detailTabs"_s)->setCurrentIndex(pictureTab);
                      },
                      [desk] { return desk.find<QWidget>(u"goodPicture"_s)->isVisible(); }};
    const Step whole{[desk] { desk.click(u"pictureFull"_s); }, [desk] { return desk.hasChild(u"pictureDialog"_s); }};
    return {{u"task-picture-beside"_s, {beside}}, {u"task-picture-full"_s, {beside, whole}}};
}

QList<Stop> trayStops(ui::GuiApp &gui)
{
    const auto open = [&gui] {
        const QRect room = gui.window().screen()->availableGeometry();
        QMenu *menu = gui.shell().tray().menu();
        menu->popup(room.bottomRight() - QPoint(menu->sizeHint().width(), menu->sizeHint().height()));
    };
    // The system's tray hands the pointer's movements on; the tooltip comes as it does for a person.
    const auto point = [] {
        if (const QWidget *tray = topLevel("QSystemTrayIconSys"))
            QCursor::setPos(tray->mapToGlobal(tray->rect().center()));
    };
    const auto leave = [&gui] {
        QCursor::setPos(
            gui.window().mapToGlobal(QPoint(gui.window().width() / 2, 2 * ui::gridStep))); // nothing is there
        QToolTip::hideText();
    };
    return {{u"tray-menu"_s, {{open, [] { return QApplication::activePopupWidget() != nullptr; }}}},
            {u"tray-tooltip"_s, {{point, [] { return topLevel("QTipLabel") != nullptr; }}}},
            {u"window-after-tray"_s, {{leave, [] { return topLevel("QTipLabel") == nullptr; }}}}};
}

} // namespace

QList<Stop> aroundStops(ui::GuiApp &gui, queue::Id failure)
{
    const Finder desk(gui);
    QList<Stop> stops{reviewStop(desk, {{"WORKERS_COUNT", u"8"_s},
                                        {"BROWSER_PROVIDER", u"dolphin"_s},
                                        {"DOLPHIN_API_TOKEN", u"a-secret-that-is-not-shown"_s},
                                        {"LOG_LEVEL", u"debug"_s}})};
    stops += pictureStops(desk, failure);
    stops.append({u"time-chip"_s, {{[&gui] {
                      const TimePoint now = localNow();
                      gui.timeWindow().set({now - 15min, now - 10min});
                  }}}});
    stops += trayStops(gui);
    return stops;
}

Stop outageStop(ui::GuiApp &gui, Scene &scene)
{
    const Finder desk(gui);
    const auto fill = [&scene] {
        scene.fill();
        scene.fillPanels();
    };
    const auto known = [desk] {
        desk.raise(u"dockQueues"_s);
        return desk.rows(u"taskTable"_s) > 0 && desk.rows(u"queueTable"_s) > 0;
    };
    const auto leave = [&scene] { scene.pool().stop(); };
    const auto said = [desk] { return desk.find<QWidget>(u"awayBanner"_s)->isVisible(); };
    const auto outage = [&gui] { gui.window().setOutage(work::Outage{localNow(), 2, 5, 5, Error{}}); };
    return {u"outage"_s, {{fill, known}, {leave, said}, {outage}}};
}

} // namespace pult::test
