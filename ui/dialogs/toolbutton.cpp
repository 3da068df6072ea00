// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dialogs/toolbutton.h"

#include "theme/icons.h"

#include <QPushButton>
#include <QShortcut>

using namespace Qt::StringLiterals;

namespace pult::ui {

QPushButton *makeToolButton(const QString &name, const char *iconName, QWidget *parent)
{
    auto *button = new QPushButton(icon(iconName), {}, parent);
    button->setObjectName(name);
    button->setAutoDefault(false);
    return button;
}

void giveKeys(QPushButton *button, const QKeySequence &keys, QWidget *where)
{
    auto *shortcut = new QShortcut(keys, where);
    shortcut->setContext(Qt::WidgetWithChildrenShortcut);
    QObject::connect(shortcut, &QShortcut::activated, button, &QPushButton::click);
    button->setProperty("keys", keys.toString(QKeySequence::NativeText));
}

void setHint(QPushButton *button, const QString &text)
{
    const QString keys = button->property("keys").toString();
    button->setToolTip(keys.isEmpty() ? text : u"%1 (%2)"_s.arg(text, keys));
}

} // namespace pult::ui
