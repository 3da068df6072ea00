// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/payloadmodel.h"
#include "panels/uicontext.h"

#include <QWidget>

class QLabel;
class QPushButton;
class QTreeView;

namespace pult::ui {

/// A task's payload as a tree. What is masked is shown after a click, and the click stands in the audit. GUI thread.
class PayloadView final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(PayloadView)

public:
    explicit PayloadView(const UiContext &context, QWidget *parent = nullptr);

    void setPayload(queue::Id task, const QByteArray &payload);
    void clear();
    void retranslate();

Q_SIGNALS:
    void failed(const pult::Error &error);

private:
    void reveal();
    void copy() const;

    const UiContext &m_context;
    PayloadModel m_model;
    QTreeView *m_tree;
    QPushButton *m_reveal;
    QLabel *m_none;
    queue::Id m_task = 0;
};

} // namespace pult::ui
