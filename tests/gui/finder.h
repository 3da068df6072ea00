// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <guiapp.h>
#include <mainwindow.h>
#include <models/taskmodel.h>
#include <panels/tableview.h>

#include <QAbstractButton>
#include <QAction>
#include <QApplication>
#include <QDockWidget>
#include <QSet>

namespace pult::test {

/// Finds the window's parts by name.
class Finder final
{
public:
    explicit Finder(ui::GuiApp &gui) : m_gui(gui) {}

    template<typename T>
    T *find(const QString &name) const
    {
        if (T *found = m_gui.window().findChild<T *>(name))
            return found;
        qFatal("nothing is called %s", qPrintable(name));
    }
    void raise(const QString &dock) const
    {
        find<QDockWidget>(dock)->show();
        find<QDockWidget>(dock)->raise();
    }
    void trigger(const QString &action) const { find<QAction>(action)->trigger(); }
    bool mayTrigger(const QString &action) const { return find<QAction>(action)->isEnabled(); }
    void click(const QString &button) const { find<QAbstractButton>(button)->click(); }
    int rows(const QString &table) const { return find<ui::TableView>(table)->model()->rowCount(); }
    void select(const QString &table, int row) const { find<ui::TableView>(table)->selectRow(row); }
    /// Of the listed tasks: the filter has come about.
    bool areOfOneState() const
    {
        const QAbstractItemModel *model = find<ui::TableView>(QStringLiteral("taskTable"))->model();
        QSet<QString> states;
        for (int row = 0; row < model->rowCount(); ++row)
            states.insert(model->index(row, ui::TaskModel::State).data().toString());
        return states.size() == 1;
    }
    static bool hasDialog() { return QApplication::activeModalWidget() != nullptr; }
    bool hasChild(const QString &name) const { return m_gui.window().findChild<QWidget *>(name) != nullptr; }
    ui::MainWindow &window() const { return m_gui.window(); }

private:
    ui::GuiApp &m_gui;
};

} // namespace pult::test
