// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/commandmodel.h"

#include <QAction>
#include <QPointer>

class QMainWindow;
class QTranslator;

namespace pult::ui {

/// Collects what can be done in a window: every named action, with its menu, its shortcut and why it is not possible
/// now. GUI thread.
class CommandList final
{
public:
    /// `other`: the translator of the language that is not spoken, so that both find a command; null: there is none.
    CommandList(QMainWindow &window, const QTranslator *other);

    QList<CommandRow> rows() const;
    QAction *action(const QString &name) const;

private:
    CommandRow rowOf(const QAction &action) const;
    QString otherText(const QString &text) const;

    QMainWindow &m_window;
    const QTranslator *m_other;
    QList<QPointer<QAction>> m_actions;
};

} // namespace pult::ui
