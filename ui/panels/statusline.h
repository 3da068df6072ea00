// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "theme/colours.h"

#include <queue/types.h>

#include <QWidget>

class QLabel;

namespace pult::ui {

class StatusPart;

/// The foot of the window: is the database there, where do browsers come from, how busy is this computer. GUI thread.
class StatusLine final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(StatusLine)

public:
    struct Facts
    {
        bool databaseAnswers = true;
        QString database; ///< as it may be shown
        QString provider; ///< "local" or "dolphin"
        QString nodeName;
        QList<queue::NodeInfo> nodes;
        QStringList pausedQueues;
    };

    explicit StatusLine(QWidget *parent = nullptr);
    void setFacts(const Facts &facts);

protected:
    void changeEvent(QEvent *event) override;

private:
    void retranslate();

    StatusPart *m_database;
    StatusPart *m_provider;
    StatusPart *m_node;
    StatusPart *m_paused;
    Facts m_facts;
};

} // namespace pult::ui
