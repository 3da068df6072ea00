// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "theme/colours.h"

#include <QWidget>

namespace pult::ui {

/// Which world this window works on: ENVIRONMENT and the database, on a colour of its own, so that nobody takes
/// production for a test. GUI thread.
class EnvironmentBadge final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(EnvironmentBadge)

public:
    /// `database`: DatabaseConfig::display().
    EnvironmentBadge(QString environment, const QString &database, QWidget *parent);

    QString text() const;
    static Tone toneOf(const QString &environment);
    QSize sizeHint() const override;

protected:
    void changeEvent(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    void retranslate();

    QString m_environment;
    QString m_database; ///< its name alone
    QString m_place;    ///< the whole, for the tooltip
};

} // namespace pult::ui
