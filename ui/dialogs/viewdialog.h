// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;

namespace pult::ui {

/// Name and icon of a view of the task list. GUI thread.
class ViewDialog final : public QDialog
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ViewDialog)

public:
    ViewDialog(const QStringList &icons, const QString &filter, QWidget *parent = nullptr);

    void setView(const QString &name, const QString &iconName);
    QString name() const;
    QString iconName() const;

protected:
    void changeEvent(QEvent *event) override;

private:
    void retranslate();

    QString m_filterText;
    QLabel *m_filter;
    QLineEdit *m_name;
    QComboBox *m_icon;
    QPushButton *m_save;
    QPushButton *m_cancel;
};

} // namespace pult::ui
