// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QObject>
#include <QStringList>

#include <functional>

class QAction;
class QDockWidget;
class QMainWindow;
class QMenu;
class QSettings;

namespace pult::ui {

/// The docks around a window's centre: where they stand from the start, the layout that is kept from start to start,
/// layouts with names, and the keys that go from pane to pane. GUI thread.
///
/// One line in MainWindow::makeDocks() adds a dock; the View menu, the layouts and F6 know it by that:
/// `m_layouts->add(u"dockThing"_s, new ThingPanel(m_context, this), Qt::BottomDockWidgetArea, [] { return tr("Thing");
/// });`
class DockLayouts final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(DockLayouts)

public:
    /// Asked again when the language changes.
    using Title = std::function<QString()>;

    /// `centre` is the window's central widget, the first of the panes. Everything outlives this.
    DockLayouts(QMainWindow &window, QWidget &centre, QSettings &state);

    /// Docks of one area become tabs in the order in which they are added. `name` is the dock's object name, by which
    /// layouts know it.
    QDockWidget *add(const QString &name, QWidget *panel, Qt::DockWidgetArea area, Title title);
    /// What the View menu holds of this: a switch for each dock, the layouts, the keys. After the docks were added.
    QList<QAction *> viewActions();

    /// The layout and place of the window as they were kept; false when there were none that fit.
    bool restore();
    void save() const;
    /// As on the first day.
    void reset();
    /// The docks' first sizes; they take them once the window stands.
    void sizeDocks();
    /// What stands outside of the screens comes back.
    void fitFloating();

    QStringList names() const;
    /// The docks as they stand now, under a name; a layout of the same name goes.
    void saveAs(const QString &name);
    void apply(const QString &name);
    /// Nothing happens when the new name is taken.
    void rename(const QString &from, const QString &to);
    void remove(const QString &name);

    /// Brings a dock to the front and the keyboard into it.
    void show(const QString &dockName);
    /// The keyboard goes to the next visible pane, or the one before.
    void focusNextPane(bool forward);
    void retranslate();

Q_SIGNALS:
    /// A dock came to the front or went; what it shows may be old.
    void panesChanged();

private:
    struct Dock
    {
        QDockWidget *widget;
        Qt::DockWidgetArea area;
        Title title;
    };
    void place(const Dock &dock);
    bool restoreDocks(const QByteArray &layout);
    QList<QWidget *> visiblePanes() const;
    void fillMenu();
    void askName(const QString &renamed);

    QMainWindow &m_window;
    QWidget &m_centre;
    QSettings &m_state;
    QList<Dock> m_docks;
    QMenu *m_menu;
    QMenu *m_renameMenu;
    QMenu *m_removeMenu;
    QAction *m_saveLayout;
    QAction *m_nextPane;
    QAction *m_previousPane;
};

} // namespace pult::ui
