// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "palette/commandlist.h"

#include <QAction>
#include <QDockWidget>
#include <QMainWindow>
#include <QMenu>
#include <QMenuBar>
#include <QRegularExpression>
#include <QTranslator>

using namespace Qt::StringLiterals;

namespace pult::ui {

namespace {

QString plain(QString text)
{
    text.replace(u"&&"_s, u"\x01"_s);
    text.remove(u'&');
    text.replace(u'\x01', u'&');
    if (text.endsWith(u'…'))
        text.chop(1);
    return text.trimmed();
}

/// "actionNewUpload" → "New Upload": the English words that every action has, whatever the window speaks.
QString wordsOfName(QString name)
{
    static const QRegularExpression hump(u"([a-z])([A-Z])"_s);
    name.remove(u"action"_s);
    return name.replace(hump, u"\\1 \\2"_s).replace(u'_', u' ');
}

QString menuOf(const QMenu &menu, const QAction &action)
{
    if (menu.actions().contains(const_cast<QAction *>(&action)))
        return plain(menu.title());
    for (const QAction *entry : menu.actions()) {
        if (entry->menu()) {
            if (const QString found = menuOf(*entry->menu(), action); !found.isEmpty())
                return plain(menu.title()) + u" › "_s + found;
        }
    }
    return {};
}

} // namespace

CommandList::CommandList(QMainWindow &window, const QTranslator *other) : m_window(window), m_other(other)
{
    for (QAction *action : window.findChildren<QAction *>()) {
        const bool dock = qobject_cast<QDockWidget *>(action->parent()) && action->isCheckable();
        if (!action->menu() && action->isVisible() && (action->objectName().startsWith(u"action"_s) || dock))
            m_actions.append(action);
    }
}

QList<CommandRow> CommandList::rows() const
{
    QList<CommandRow> rows;
    QStringList names;
    for (const auto &action : m_actions) {
        if (!action || action->text().isEmpty())
            continue;
        CommandRow row = rowOf(*action);
        if (names.contains(row.name))
            continue;
        names.append(row.name);
        rows.append(row);
    }
    std::stable_sort(rows.begin(), rows.end(), [](const CommandRow &a, const CommandRow &b) {
        return a.enabled != b.enabled ? a.enabled : a.text.localeAwareCompare(b.text) < 0;
    });
    return rows;
}

CommandRow CommandList::rowOf(const QAction &action) const
{
    CommandRow row;
    const bool dock = action.objectName().isEmpty() || !action.objectName().startsWith(u"action"_s);
    row.name = dock ? action.parent()->objectName() : action.objectName();
    row.text = plain(action.text());
    for (const QAction *entry : m_window.menuBar()->actions()) {
        if (entry->menu() && row.group.isEmpty())
            row.group = menuOf(*entry->menu(), action);
    }
    // A panel's verbs are in no menu.
    for (const QObject *parent = action.parent(); parent && row.group.isEmpty(); parent = parent->parent()) {
        if (const auto *panel = qobject_cast<const QDockWidget *>(parent))
            row.group = plain(panel->windowTitle());
    }
    row.words = {wordsOfName(row.name), otherText(action.text()), row.group};
    row.shortcut = action.shortcut().toString(QKeySequence::NativeText);
    row.enabled = action.isEnabled();
    // A disabled action's tool tip says why.
    if (!row.enabled && plain(action.toolTip()) != row.text)
        row.whyNot = action.toolTip();
    row.icon = action.icon();
    row.iconKey = action.icon().cacheKey();
    return row;
}

QString CommandList::otherText(const QString &text) const
{
    if (!m_other)
        return {};
    // The classes that name actions; their English texts are the keys.
    for (const char *context : {"pult::ui::MainActions", "pult::ui::ShellActions", "pult::ui::MainWindow",
                                "pult::Verbs", "pult::ui::Verbs"}) {
        if (const QString found = m_other->translate(context, text.toUtf8().constData()); !found.isEmpty())
            return plain(found);
    }
    return {};
}

QAction *CommandList::action(const QString &name) const
{
    for (const auto &action : m_actions) {
        if (action && (action->objectName() == name || (action->parent() && action->parent()->objectName() == name)))
            return action;
    }
    return nullptr;
}

} // namespace pult::ui
