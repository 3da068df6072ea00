// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "docklayouts.h"

#include "dialogs/namedialog.h"
#include "screenfit.h"
#include "theme/metrics.h"

#include <QAbstractItemView>
#include <QAction>
#include <QApplication>
#include <QDockWidget>
#include <QMainWindow>
#include <QMenu>
#include <QScreen>
#include <QSettings>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace pult::ui {

namespace {

/// Grows when a stored layout of an older version would not fit any more.
constexpr int layoutVersion = 2;
/// The task's dock takes a quarter of the window within these, as long as the list keeps two thirds.
constexpr int leastDetail = 48 * gridStep;
constexpr int mostDetail = 50 * gridStep;
constexpr int footHeight = 20 * gridStep; ///< at least; a taller window gives it more
const QString namedKey = u"layouts/named"_s;

int detailWidth(int windowWidth)
{
    return std::min(std::clamp(windowWidth / 4, leastDetail, mostDetail), windowWidth / 3);
}

/// Whether it can be seen: a dock behind another tab is visible to Qt, but has no region.
bool isSeen(const QWidget *widget)
{
    return widget->isVisible() && !widget->visibleRegion().isEmpty();
}

QWidget *firstFocusOf(QWidget *pane)
{
    QWidget *last = pane->focusWidget();
    if (last && last != pane && isSeen(last) && last->isEnabled())
        return last;
    // A list is what a pane is about; its tools come after it.
    for (QAbstractItemView *view : pane->findChildren<QAbstractItemView *>()) {
        if (isSeen(view) && view->focusPolicy() != Qt::NoFocus)
            return view;
    }
    for (QWidget *child : pane->findChildren<QWidget *>()) {
        if (isSeen(child) && child->isEnabled() && (child->focusPolicy() & Qt::TabFocus))
            return child;
    }
    return nullptr;
}

} // namespace

DockLayouts::DockLayouts(QMainWindow &window, QWidget &centre, QSettings &state)
    : QObject(&window), m_window(window), m_centre(centre), m_state(state), m_menu(new QMenu(&window)),
      m_renameMenu(new QMenu(m_menu)), m_removeMenu(new QMenu(m_menu)), m_saveLayout(new QAction(&window)),
      m_nextPane(new QAction(&window)), m_previousPane(new QAction(&window))
{
    m_menu->setObjectName(u"layoutMenu"_s);
    m_renameMenu->setObjectName(u"layoutRenameMenu"_s);
    m_removeMenu->setObjectName(u"layoutRemoveMenu"_s);
    m_saveLayout->setObjectName(u"actionSaveLayout"_s);
    m_nextPane->setObjectName(u"actionNextPane"_s);
    m_nextPane->setShortcut(Qt::Key_F6);
    m_previousPane->setObjectName(u"actionPreviousPane"_s);
    m_previousPane->setShortcut(Qt::SHIFT | Qt::Key_F6);
    m_window.addActions({m_nextPane, m_previousPane, m_saveLayout});
    connect(m_saveLayout, &QAction::triggered, this, [this] { askName({}); });
    connect(m_nextPane, &QAction::triggered, this, [this] { focusNextPane(true); });
    connect(m_previousPane, &QAction::triggered, this, [this] { focusNextPane(false); });
    connect(m_menu, &QMenu::aboutToShow, this, &DockLayouts::fillMenu);
    fillMenu();
}

QDockWidget *DockLayouts::add(const QString &name, QWidget *panel, Qt::DockWidgetArea area, Title title)
{
    auto *dock = new QDockWidget(&m_window);
    dock->setObjectName(name);
    dock->setWindowTitle(title());
    dock->setWidget(panel);
    m_docks.append({dock, area, std::move(title)});
    connect(dock, &QDockWidget::visibilityChanged, this, &DockLayouts::panesChanged);
    return dock;
}

QList<QAction *> DockLayouts::viewActions()
{
    QList<QAction *> actions;
    for (const Dock &dock : std::as_const(m_docks)) {
        QAction *toggle = dock.widget->toggleViewAction();
        toggle->setObjectName(u"actionShow_"_s + dock.widget->objectName());
        actions.append(toggle);
    }
    auto *line = new QAction(this);
    line->setSeparator(true);
    return actions + QList<QAction *>{line, m_nextPane, m_previousPane, m_menu->menuAction()};
}

bool DockLayouts::restore()
{
    const QByteArray geometry = m_state.value(u"window/geometry"_s).toByteArray();
    if (geometry.isEmpty() || !m_window.restoreGeometry(geometry))
        m_window.resize(QSize(180 * gridStep, 110 * gridStep).boundedTo(m_window.screen()->availableSize()));
    return restoreDocks(m_state.value(u"window/state"_s).toByteArray());
}

void DockLayouts::save() const
{
    m_state.setValue(u"window/geometry"_s, m_window.saveGeometry());
    m_state.setValue(u"window/state"_s, m_window.saveState(layoutVersion));
}

bool DockLayouts::restoreDocks(const QByteArray &layout)
{
    if (!m_window.restoreState(layout, layoutVersion))
        return false;
    for (const Dock &dock : std::as_const(m_docks)) {
        // Docks that came with a later version are not in an older layout.
        if (!dock.widget->isFloating() && m_window.dockWidgetArea(dock.widget) == Qt::NoDockWidgetArea)
            place(dock);
    }
    fitFloating();
    return true;
}

void DockLayouts::place(const Dock &dock)
{
    QDockWidget *beside = nullptr;
    for (const Dock &other : std::as_const(m_docks)) {
        if (other.widget != dock.widget && !other.widget->isFloating() &&
            m_window.dockWidgetArea(other.widget) == dock.area)
            beside = other.widget;
    }
    m_window.addDockWidget(dock.area, dock.widget);
    if (beside)
        m_window.tabifyDockWidget(beside, dock.widget);
    dock.widget->show();
}

void DockLayouts::reset()
{
    for (const Dock &dock : std::as_const(m_docks)) {
        dock.widget->setFloating(false);
        m_window.removeDockWidget(dock.widget);
    }
    QList<Qt::DockWidgetArea> begun;
    for (const Dock &dock : std::as_const(m_docks))
        place(dock);
    for (const Dock &dock : std::as_const(m_docks)) {
        if (begun.contains(dock.area))
            continue;
        begun.append(dock.area);
        dock.widget->raise();
    }
    sizeDocks();
}

void DockLayouts::sizeDocks()
{
    for (const Dock &dock : std::as_const(m_docks)) {
        if (dock.area == Qt::RightDockWidgetArea)
            m_window.resizeDocks({dock.widget}, {detailWidth(m_window.width())}, Qt::Horizontal);
        else
            m_window.resizeDocks({dock.widget}, {std::max(footHeight, m_window.height() * 3 / 10)}, Qt::Vertical);
    }
}

void DockLayouts::fitFloating()
{
    for (const Dock &dock : std::as_const(m_docks)) {
        if (dock.widget->isFloating())
            fitToScreen(*dock.widget, dock.widget->isVisible());
    }
}

QStringList DockLayouts::names() const
{
    QStringList names = m_state.value(namedKey).toMap().keys();
    names.sort(Qt::CaseInsensitive);
    return names;
}

void DockLayouts::saveAs(const QString &name)
{
    if (name.trimmed().isEmpty())
        return;
    QVariantMap named = m_state.value(namedKey).toMap();
    named.insert(name.trimmed(), m_window.saveState(layoutVersion));
    m_state.setValue(namedKey, named);
}

void DockLayouts::apply(const QString &name)
{
    restoreDocks(m_state.value(namedKey).toMap().value(name).toByteArray());
    Q_EMIT panesChanged();
}

void DockLayouts::rename(const QString &from, const QString &to)
{
    QVariantMap named = m_state.value(namedKey).toMap();
    if (!named.contains(from) || to.trimmed().isEmpty() || named.contains(to.trimmed()))
        return;
    named.insert(to.trimmed(), named.take(from));
    m_state.setValue(namedKey, named);
}

void DockLayouts::remove(const QString &name)
{
    QVariantMap named = m_state.value(namedKey).toMap();
    named.remove(name);
    m_state.setValue(namedKey, named);
}

void DockLayouts::show(const QString &dockName)
{
    for (const Dock &dock : std::as_const(m_docks)) {
        if (dock.widget->objectName() != dockName)
            continue;
        dock.widget->show();
        dock.widget->raise();
        if (QWidget *focus = firstFocusOf(dock.widget->widget()))
            focus->setFocus(Qt::ShortcutFocusReason);
    }
}

QList<QWidget *> DockLayouts::visiblePanes() const
{
    QList<QWidget *> panes{&m_centre};
    for (const Dock &dock : m_docks) {
        if (isSeen(dock.widget->widget()))
            panes.append(dock.widget->widget());
    }
    return panes;
}

void DockLayouts::focusNextPane(bool forward)
{
    const QList<QWidget *> panes = visiblePanes();
    const QWidget *focused = QApplication::focusWidget();
    const auto count = panes.size();
    qsizetype at = 0;
    while (at < count && !(focused && panes.at(at)->isAncestorOf(focused)))
        ++at;
    at = at == count ? (forward ? count - 1 : 0) : at;
    for (qsizetype step = 1; step <= count; ++step) {
        QWidget *pane = panes.at((at + (forward ? step : count - step % count)) % count);
        QWidget *focus = firstFocusOf(pane);
        if (!focus)
            continue;
        if (!pane->window()->isActiveWindow())
            pane->window()->activateWindow();
        focus->setFocus(Qt::ShortcutFocusReason);
        return;
    }
}

void DockLayouts::fillMenu()
{
    for (QMenu *menu : {m_menu, m_renameMenu, m_removeMenu})
        menu->clear();
    const QStringList known = names();
    for (const QString &name : known) {
        QString label = name;
        label.replace(u'&', u"&&"_s);
        m_menu->addAction(label, this, [this, name] { apply(name); });
        m_renameMenu->addAction(label, this, [this, name] { askName(name); });
        m_removeMenu->addAction(label, this, [this, name] { remove(name); });
    }
    if (known.isEmpty())
        m_menu->addAction(tr("No layout has a name yet"))->setEnabled(false);
    m_menu->addSeparator();
    m_menu->addAction(m_saveLayout);
    for (QMenu *menu : {m_renameMenu, m_removeMenu})
        m_menu->addMenu(menu)->setEnabled(!known.isEmpty());
}

void DockLayouts::askName(const QString &renamed)
{
    const bool isNew = renamed.isEmpty();
    auto *dialog = new NameDialog(isNew ? tr("Save layout") : tr("Rename layout"), tr("Name of the layout"),
                                  isNew ? tr("Save") : tr("Rename"), &m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setName(renamed);
    if (!isNew)
        dialog->setTaken(names(), tr("Another layout has this name."));
    connect(dialog, &QDialog::accepted, this, [this, dialog, renamed] {
        if (renamed.isEmpty())
            saveAs(dialog->name());
        else
            rename(renamed, dialog->name());
    });
    dialog->open();
}

void DockLayouts::retranslate()
{
    for (const Dock &dock : std::as_const(m_docks))
        dock.widget->setWindowTitle(dock.title());
    m_menu->setTitle(tr("Layouts"));
    m_renameMenu->setTitle(tr("Rename"));
    m_removeMenu->setTitle(tr("Delete"));
    m_saveLayout->setText(tr("Save this layout…"));
    m_nextPane->setText(tr("Next pane"));
    m_previousPane->setText(tr("Previous pane"));
    fillMenu();
}

} // namespace pult::ui
