// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "scene.h"
#include "scriptedprompts.h"

#include <guiapp.h>
#include <mainwindow.h>
#include <panels/tableview.h>

#include <QAction>
#include <QDockWidget>
#include <QPushButton>

namespace pult::test {

/// The window over a scene, driven by object names.
class Desk final
{
public:
    explicit Desk(Scene &scene, const QString &language = QStringLiteral("en"),
                  const ui::ListProfiles &profiles = someProfiles)
        : m_gui(scene.commands(), {profiles, scene.folder() + QStringLiteral("/window.ini"), QStringLiteral("sqlite"),
                                   language, &m_prompts})
    {
        m_gui.show();
    }

    ui::GuiApp &gui() { return m_gui; }
    ui::MainWindow &window() { return m_gui.window(); }
    ScriptedPrompts &prompts() { return m_prompts; }
    template<typename T>
    T *find(const char *name)
    {
        return window().findChild<T *>(QString::fromLatin1(name));
    }
    ui::TableView *table(const char *name) { return find<ui::TableView>(name); }
    QAction *action(const char *name) { return find<QAction>(name); }
    void click(const char *button) { find<QPushButton>(button)->click(); }
    /// Brings a dock to the front, as a click on its tab does.
    void raise(const char *dock)
    {
        find<QDockWidget>(dock)->show();
        find<QDockWidget>(dock)->raise();
    }
    /// The row whose first column says `text`; −1: none.
    int rowOf(const char *tableName, const QString &text)
    {
        const QAbstractItemModel *model = table(tableName)->model();
        for (int row = 0; row < model->rowCount(); ++row) {
            if (model->index(row, 0).data().toString() == text)
                return row;
        }
        return -1;
    }
    QString cell(const char *tableName, const QString &rowText, int column)
    {
        return table(tableName)->model()->index(rowOf(tableName, rowText), column).data().toString();
    }
    void select(const char *tableName, const QString &rowText)
    {
        table(tableName)->selectRow(rowOf(tableName, rowText));
    }

private:
    ScriptedPrompts m_prompts;
    ui::GuiApp m_gui;
};

} // namespace pult::test
