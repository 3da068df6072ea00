// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "theme/theme.h"

#include "theme/colours.h"
#include "theme/icons.h"
#include "theme/stylesheet.h"

#include <QApplication>
#include <QMetaEnum>
#include <QPalette>
#include <QStyleFactory>
#include <QStyleHints>

namespace pult::ui {

Theme::Theme(QApplication &application, QObject *parent)
    : QObject(parent), m_application(application), m_systemIsDark(isDark(QApplication::palette()))
{
    QApplication::setStyle(QStyleFactory::create(QStringLiteral("Fusion")));
    QApplication::setWindowIcon(programIcon());
#if QT_VERSION >= QT_VERSION_CHECK(6, 5, 0)
    connect(QGuiApplication::styleHints(), &QStyleHints::colorSchemeChanged, this, [this] { apply(); });
#endif
    apply();
}

void Theme::setChoice(Choice choice)
{
    if (choice == m_choice)
        return;
    m_choice = choice;
    apply();
}

QString Theme::nameOf(Choice choice)
{
    return QString::fromLatin1(QMetaEnum::fromType<Choice>().valueToKey(static_cast<int>(choice))).toLower();
}

Theme::Choice Theme::choiceOf(const QString &name)
{
    for (const Choice choice : {Choice::Light, Choice::Dark, Choice::Contrast}) {
        if (nameOf(choice) == name)
            return choice;
    }
    return Choice::System;
}

bool Theme::wantsDark() const
{
    if (m_choice != Choice::System)
        return m_choice == Choice::Dark;
#if QT_VERSION >= QT_VERSION_CHECK(6, 5, 0)
    const Qt::ColorScheme scheme = QGuiApplication::styleHints()->colorScheme();
    if (scheme != Qt::ColorScheme::Unknown)
        return scheme == Qt::ColorScheme::Dark;
#endif
    return m_systemIsDark;
}

void Theme::apply()
{
    const Colours &colours = m_choice == Choice::Contrast ? contrastColours()
                             : wantsDark()                ? darkColours()
                                                          : lightColours();
    const QPalette palette = paletteOf(colours);
    if (palette == QApplication::palette() && !m_application.styleSheet().isEmpty())
        return;
    QApplication::setPalette(palette);
    m_application.setStyleSheet(styleSheetOf(colours));
    Q_EMIT changed();
}

} // namespace pult::ui
