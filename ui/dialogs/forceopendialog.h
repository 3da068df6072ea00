// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

class QLabel;
class QLineEdit;
class QPushButton;

namespace pult::ui {

class EndChoice;

/// Asks for the reason and the end that a forced opening of a breaker must have. GUI thread.
class ForceOpenDialog final : public QDialog
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ForceOpenDialog)

public:
    ForceOpenDialog(const QString &dependency, QWidget *parent);

    QString reason() const;
    std::chrono::seconds time() const;

private:
    QLineEdit *m_reason;
    EndChoice *m_end;
    QPushButton *m_accept;
};

} // namespace pult::ui
