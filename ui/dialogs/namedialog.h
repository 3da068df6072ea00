// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

class QLabel;
class QLineEdit;
class QPushButton;

namespace pult::ui {

/// Asks for a name. GUI thread.
class NameDialog final : public QDialog
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(NameDialog)

public:
    /// `accept` is the verb on the button.
    NameDialog(const QString &title, const QString &placeholder, const QString &accept, QWidget *parent);

    void setName(const QString &name);
    QString name() const;
    /// Names that are not accepted, and why not.
    void setTaken(const QStringList &names, const QString &sentence);

private:
    void check();

    QStringList m_taken;
    QString m_takenSentence;
    QLineEdit *m_name;
    QLabel *m_fault;
    QPushButton *m_accept;
};

} // namespace pult::ui
