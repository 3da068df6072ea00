// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "scene.h"
#include "scriptedprompts.h"

#include <guiapp.h>
#include <mainwindow.h>
#include <models/tablemodel.h>
#include <panels/tableview.h>

#include <QAction>

namespace pult::test {

using namespace Qt::StringLiterals;
using ui::GuiApp;
using ui::MainWindow;
using ui::TableModelBase;
using ui::TableView;

/// A window over a scene.
class TaskDesk final
{
public:
    explicit TaskDesk(Scene &scene, const QString &language = u"en"_s)
        : m_gui(scene.commands(), {someProfiles, scene.folder() + u"/window.ini"_s, u"sqlite"_s, language, &m_prompts})
    {
        m_gui.show();
    }

    GuiApp &gui() { return m_gui; }
    MainWindow &window() { return m_gui.window(); }
    ScriptedPrompts &prompts() { return m_prompts; }
    template<typename T>
    T *find(const QString &name)
    {
        return window().findChild<T *>(name);
    }
    TableView *table() { return find<TableView>(u"taskTable"_s); }
    int rows() { return table()->model()->rowCount(); }
    QAction *action(const char *name) { return find<QAction>(QString::fromLatin1(name)); }

    int rowOf(queue::Id id)
    {
        for (int row = 0; row < rows(); ++row) {
            if (table()->model()->index(row, 0).data(TableModelBase::IdRole).value<queue::Id>() == id)
                return row;
        }
        return -1;
    }
    QString cell(queue::Id id, int column) { return table()->model()->index(rowOf(id), column).data().toString(); }
    void select(queue::Id id) { table()->selectRow(rowOf(id)); }

private:
    ScriptedPrompts m_prompts;
    GuiApp m_gui;
};

} // namespace pult::test
