// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QLineEdit>
#include <QStringList>

#include <optional>

class QCompleter;
class QStringListModel;

namespace pult::ui {

/// The filter line: completes keys and the values that are known for them, and underlines what it does not understand.
/// GUI thread.
class FilterEdit final : public QLineEdit
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(FilterEdit)

public:
    explicit FilterEdit(QWidget *parent = nullptr);

    /// What is offered after `key:`.
    void setValues(const QString &key, const QStringList &values);
    /// The part of the text that is wrong; nullopt: all is well.
    struct Span
    {
        int position = 0;
        int length = 0;
    };
    void setFault(std::optional<Span> fault);
    /// Where in this widget the fault begins, in pixels.
    int faultX() const;
    /// What would be offered now.
    QStringList offers() const;

protected:
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    int xOf(int position) const;
    void offer();
    void insertOffer(const QString &text);

    QHash<QString, QStringList> m_values;
    QStringListModel *m_offers;
    QCompleter *m_completer;
    std::optional<Span> m_fault;
};

} // namespace pult::ui
