// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What a tour shows: every dock of the window, every tab of the task's, every dialog, menu and question.
#include "finder.h"
#include "tour.h"

#include <dialogs/newbulkuploaddialog.h>
#include <panels/taskspanel.h>
#include <queue/taskqueries.h>

#include <QApplication>
#include <QComboBox>
#include <QDialog>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QMenuBar>
#include <QPushButton>
#include <QTabWidget>
#include <QToolButton>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace pult::test {

namespace {

using Step = Tour::Step;
using Stop = Tour::Stop;

struct Named
{
    QLatin1StringView dock;
    QLatin1StringView table; ///< what the panel is about; empty: none
};
constexpr Named panels[] = {{"dockQueues"_L1, "queueTable"_L1},
                            {"dockLocks"_L1, "lockTable"_L1},
                            {"dockWorkers"_L1, "nodeTable"_L1},
                            {"dockProfiles"_L1, "profileTable"_L1},
                            {"dockResources"_L1, {}},
                            {"dockThroughput"_L1, {}},
                            {"dockBreakers"_L1, "breakerTable"_L1},
                            {"dockSchedules"_L1, "scheduleTable"_L1},
                            {"dockOperations"_L1, "operationTable"_L1},
                            {"dockLog"_L1, "logTable"_L1},
                            {"dockAudit"_L1, "auditTable"_L1}};

constexpr int pictureTab = 4;
constexpr int openUploadsOfTheScene = 11;

queue::Id idOf(Scene &scene, const queue::TaskFilter &filter)
{
    const auto page = scene.run<queue::Page<queue::Task>>([filter](storage::Connection &connection) {
        return queue::listTasks(connection, filter, {1, {}});
    });
    return page.items.isEmpty() ? 0 : page.items.first().id;
}

queue::TaskFilter failedUploads()
{
    queue::TaskFilter failed;
    failed.states = {queue::TaskState::Discarded};
    failed.kind = u"bulk_upload"_s;
    failed.text = u"step_failed"_s;
    return failed;
}

Stop panelStop(const Finder &desk, const Named &panel)
{
    return {panel.dock.toString().mid(4).toLower(),
            {{[desk, panel] { desk.raise(panel.dock); },
              [desk, panel] { return panel.table.isEmpty() || desk.rows(panel.table) > 0; }},
             {[desk, panel] {
                 if (!panel.table.isEmpty())
                     desk.select(panel.table, 0);
             }}}};
}

/// An action for the first row of a panel, which then asks something.
Stop question(const Finder &desk, const Named &panel, const QString &action, int row = 0)
{
    return {
        u"ask-"_s + action.mid(6).toLower(),
        {{[desk, panel] { desk.raise(panel.dock); }, [desk, panel, row] { return desk.rows(panel.table) > row; }},
         {[desk, panel, row] { desk.select(panel.table, row); }, [desk, action] { return desk.mayTrigger(action); }},
         {[desk, action] { desk.trigger(action); }, Finder::hasDialog}}};
}

Stop dialogOf(const Finder &desk, const QString &name, const QString &action)
{
    return {name,
            {{[desk, action] { desk.trigger(action); },
              [] {
                  for (const QWidget *widget : QApplication::topLevelWidgets()) {
                      if (qobject_cast<const QDialog *>(widget) && widget->isVisible())
                          return true;
                  }
                  return false;
              }}}};
}

QList<Stop> taskStops(const Finder &desk, Scene &scene)
{
    const queue::Id failure = idOf(scene, failedUploads());
    queue::TaskFilter open;
    open.unknownOnly = true;
    const queue::Id unknown = idOf(scene, open);
    queue::TaskFilter runs;
    runs.states = {queue::TaskState::Running};
    runs.kind = u"bulk_upload"_s;
    const queue::Id running = idOf(scene, runs);
    const auto show = [desk](queue::Id id) {
        return Step{[desk, id] { desk.window().showTask(id); },
                    [desk, id] { return desk.find<QLabel>(u"detailTitle"_s)->text().contains(QString::number(id)); }};
    };
    QList<Stop> stops;
    const auto *tabs = desk.find<QTabWidget>(u"detailTabs"_s);
    for (int i = 0; i < tabs->count(); ++i) {
        stops.append({u"task-failed-%1"_s.arg(i), {show(failure), {[desk, i] {
                                                       desk.raise(u"dockQueues"_s);
                                                       desk.find<QTabWidget>(u"detailTabs"_s)->setCurrentIndex(i);
                                                   }}}});
    }
    const auto first = Step{[desk] { desk.find<QTabWidget>(u"detailTabs"_s)->setCurrentIndex(0); }};
    stops.append({u"task-unknown"_s, {show(unknown), first}});
    stops.append({u"task-running"_s, {show(running), first}});
    const auto filterLine = [desk](const QString &text) {
        return Step{[desk, text] { desk.window().tasks().setFilterText(text); }};
    };
    // For the README: uploads in all states but completed, and why one of them failed.
    stops.append({u"window"_s,
                  {filterLine(u"kind:bulk_upload -state:completed"_s),
                   show(failure),
                   {[desk] { desk.find<QTabWidget>(u"detailTabs"_s)->setCurrentIndex(pictureTab); },
                    [desk] { return desk.rows(u"taskTable"_s) == openUploadsOfTheScene; }}}});
    stops.append({u"tasks-filter"_s, {filterLine(u"state:failed kind:bulk_upload error:\"click\" -queue:night"_s)}});
    stops.append({u"tasks-filter-fault"_s, {filterLine(u"state:faild kind:bulk_upload"_s)}});
    stops.append({u"tasks-nothing-fits"_s, {filterLine(u"profile:nobody"_s)}});
    stops.append(
        {u"tasks-groups"_s,
         {{[desk] { desk.click(u"groupButton"_s); }, [desk] { return desk.rows(u"errorGroupTable"_s) > 0; }}}});
    const auto chooseAll = Step{[desk] { desk.find<ui::TableView>(u"taskTable"_s)->selectAll(); }};
    const std::pair<QString, QString> verbs[] = {{u"actionCancel"_s, u"state:running"_s},
                                                 {u"actionLater"_s, u"state:scheduled"_s},
                                                 {u"actionPriority"_s, u"state:scheduled"_s}};
    for (const auto &[action, filter] : verbs) {
        const auto all = Step{[desk] {
                                  if (desk.find<QToolButton>(u"groupButton"_s)->isChecked())
                                      desk.click(u"groupButton"_s);
                              },
                              [desk] { return desk.rows(u"taskTable"_s) > 0 && !desk.areOfOneState(); }};
        const auto rows = Step{[desk, filter = filter] { desk.window().tasks().setFilterText(filter); },
                               [desk] { return desk.areOfOneState(); }};
        stops.append({u"verb-"_s + action.mid(6).toLower(),
                      {all, rows, chooseAll, {[desk, action = action] { desk.trigger(action); }, Finder::hasDialog}}});
    }
    stops.append({u"view-save"_s,
                  {filterLine(u"state:failed"_s), {[desk] { desk.trigger(u"viewSaveNew"_s); }, Finder::hasDialog}}});
    return stops;
}

QList<Stop> uploadStops(const Finder &desk, Scene &scene)
{
    const QString flow = scene.makeFlow();
    const QString media = scene.makeFile(u"summer-1.mp4"_s, "video");
    const QString table = scene.makeFile(u"uploads.csv"_s, R"(profile;media;caption;tags
shop-1;summer-1.mp4;"Летняя распродажа; скидки до 50 %";лето скидки
shop-2;summer-1.mp4;New collection;autumn
shop-2;summer-2.mp4;Ещё раз;осень
shop-77;summer-1.mp4;;
;summer-1.mp4;Без профиля;
)");
    const auto open = [desk](const ui::UploadForm &form, int tab) {
        return [desk, form, tab] {
            desk.window().newBulkUpload({});
            desk.find<ui::NewBulkUploadDialog>(u"newBulkUploadDialog"_s)->setForm(form);
            desk.find<QTabWidget>(u"uploadTabs"_s)->setCurrentIndex(tab);
        };
    };
    ui::UploadForm byHand;
    byHand.flowPath = flow;
    byHand.profiles = {u"shop-1"_s, u"shop-3"_s};
    byHand.media = {media};
    byHand.caption = u"Летняя распродажа: скидки до 50 %"_s;
    byHand.tags = {u"лето"_s, u"скидки"_s};
    ui::UploadForm byTable;
    byTable.flowPath = flow;
    byTable.tablePath = table;
    byTable.spread = 2h;
    const auto previewed = [desk] { return desk.rows(u"uploadPreview"_s) > 0; };
    return {{u"upload-new"_s, {{open({}, 0), Finder::hasDialog}}},
            {u"upload-form"_s, {{open(byHand, 0), previewed}}},
            {u"upload-form-preview"_s, {{open(byHand, 1), previewed}}},
            {u"upload-table"_s, {{open(byTable, 0), previewed}}},
            {u"upload-table-preview"_s, {{open(byTable, 1), previewed}}},
            {u"upload-choose-files"_s,
             {{open(byHand, 0), previewed}, {[desk] { desk.click(u"uploadMediaAdd"_s); }, Finder::hasDialog}}},
            {u"flow-none"_s, {{[desk] { desk.window().openFlow(); }, Finder::hasDialog}}},
            {u"flow"_s,
             {{[desk, flow] { desk.window().openFlow(flow); },
               [desk] { return desk.hasChild(u"flowDialog"_s) && desk.rows(u"flowSteps"_s) > 0; }},
              {[desk] { desk.select(u"flowSteps"_s, 1); }}}}};
}

QList<Stop> shellStops(const Finder &desk)
{
    Stop report = dialogOf(desk, u"report"_s, u"actionReport"_s);
    report.steps.append({[] {}, [desk] { return desk.find<QTableView>(u"reportPreview"_s)->model()->rowCount() > 0; }});
    QList<Stop> stops{report,
                      dialogOf(desk, u"about"_s, u"actionAbout"_s),
                      dialogOf(desk, u"palette"_s, u"actionPalette"_s),
                      dialogOf(desk, u"shortcuts"_s, u"actionShortcuts"_s),
                      dialogOf(desk, u"notices"_s, u"actionNotices"_s),
                      dialogOf(desk, u"layout-name"_s, u"actionSaveLayout"_s)};
    stops.append({u"chart-range"_s,
                  {{[desk] { desk.raise(u"dockThroughput"_s); }},
                   {[desk] {
                        auto *panel = desk.find<QWidget>(u"throughputPanel"_s);
                        auto *range = panel->findChild<QComboBox *>(u"chartsRange"_s);
                        range->setCurrentIndex(range->count() - 1);
                        Q_EMIT range->activated(range->count() - 1);
                    },
                    Finder::hasDialog}}});
    for (int page = 0; page < 4; ++page) {
        QList<Step> steps{{[desk] { desk.trigger(u"actionFirstRun"_s); }, Finder::hasDialog}};
        for (int i = 0; i < page; ++i)
            steps.append({[desk] { desk.click(u"firstRunNext"_s); }});
        stops.append({u"first-run-%1"_s.arg(page + 1), steps});
    }
    const auto settings = [desk](int group) {
        return [desk, group] {
            desk.trigger(u"actionSettings"_s);
            auto *list = desk.find<QListView>(u"settingsGroups"_s);
            list->setCurrentIndex(list->model()->index(group, 0));
        };
    };
    settings(0)();
    const int groups = desk.find<QListView>(u"settingsGroups"_s)->model()->rowCount();
    delete desk.find<QDialog>(u"settingsDialog"_s);
    for (int group = 0; group < groups; ++group)
        stops.append({u"settings-%1"_s.arg(group), {{settings(group)}}});
    stops.append({u"settings-search"_s,
                  {{settings(0)}, {[desk] { desk.find<QLineEdit>(u"settingsSearch"_s)->setText(u"memory"_s); }}}});
    const auto menu = [desk](int index) {
        return Step{[desk, index] {
                        QMenuBar *bar = desk.window().menuBar();
                        bar->setActiveAction(bar->actions().at(index));
                    },
                    [] { return QApplication::activePopupWidget() != nullptr; }};
    };
    for (int i = 0; i < 3; ++i)
        stops.append({u"menu-%1"_s.arg(i), {menu(i)}});
    stops.append({u"ask-close"_s, {{[desk] { desk.window().close(); }, Finder::hasDialog}}});
    stops.append(dialogOf(desk, u"ask-quit"_s, u"actionQuit"_s));
    return stops;
}

} // namespace

QList<Tour::Stop> filledStops(ui::GuiApp &gui, Scene &scene)
{
    const Finder desk(gui);
    QList<Stop> stops = taskStops(desk, scene);
    for (const Named &panel : panels)
        stops.append(panelStop(desk, panel));
    stops.append(question(desk, panels[0], u"actionQueuePause"_s));
    stops.append(question(desk, panels[0], u"actionQueueLimits"_s));
    stops.append(question(desk, panels[1], u"actionLockRelease"_s));
    stops.append(question(desk, panels[2], u"actionNodeKill"_s));
    stops.append(question(desk, panels[2], u"actionNodeStop"_s));
    stops.append(question(desk, panels[6], u"actionBreakerForceOpen"_s));
    stops.append(question(desk, panels[6], u"actionBreakerDisable"_s));
    stops.append(question(desk, panels[7], u"actionScheduleEdit"_s));
    stops.append(question(desk, panels[7], u"actionScheduleRemove"_s));
    stops.append(dialogOf(desk, u"schedule-new"_s, u"actionScheduleAdd"_s));
    stops += uploadStops(desk, scene);
    stops += shellStops(desk);
    stops += aroundStops(gui, idOf(scene, failedUploads()));
    return stops;
}

QList<Tour::Stop> emptyStops(ui::GuiApp &gui, Scene &scene)
{
    const Finder desk(gui);
    QList<Stop> stops;
    for (const Named &panel : panels) {
        stops.append(
            {u"empty-"_s + panel.dock.toString().mid(4).toLower(), {{[desk, panel] { desk.raise(panel.dock); }}}});
    }
    stops.append(dialogOf(desk, u"empty-notices"_s, u"actionNotices"_s));
    stops.append(dialogOf(desk, u"empty-report"_s, u"actionReport"_s));
    stops.append(outageStop(gui, scene));
    return stops;
}

} // namespace pult::test
