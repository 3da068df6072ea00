// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "flowpage.h"
#include "flowselector.h"

#include <QPointF>

namespace pult::browser {

/// Finds elements of one frame and says where they are. Object ids are of the isolated world.
class FlowLocator final
{
public:
    FlowLocator(FlowPage &page, QString frameId) : m_page(page), m_frameId(std::move(frameId)) {}

    /// The first element of the first selector that finds one, empty when none does. Selectors that need no
    /// accessibility tree come first, as they answer first in puppeteer's race.
    QCoro::Task<Result<QString>> first(QList<FlowQuery> queries, std::chrono::milliseconds limit);
    /// All elements below `root` (empty: the document), in document order.
    QCoro::Task<Result<QStringList>> all(FlowQuery query, QString root, std::chrono::milliseconds limit);
    /// All elements of the first selector that finds any; the parts of a chain look into shadow roots.
    QCoro::Task<Result<QStringList>> allOfChains(QList<QStringList> chains, std::chrono::milliseconds limit);

    QCoro::Task<Result<>> scrollIntoView(QString element, std::chrono::milliseconds limit);
    /// In the coordinates of the tab; `offset` counts from the corner of the element's visible box, without one: its
    /// middle. Errors: not_clickable.
    QCoro::Task<Result<QPointF>> clickablePoint(QString element, std::optional<QPointF> offset,
                                                std::chrono::milliseconds limit);
    QCoro::Task<Result<QJsonValue>> ask(QString name, QString element, std::chrono::milliseconds limit);

private:
    QCoro::Task<Result<QStringList>> elementsOf(QJsonObject array, std::chrono::milliseconds limit);
    QCoro::Task<Result<QStringList>> run(QStringList elements, QList<FlowQuery::Op> ops,
                                         std::chrono::milliseconds limit);
    QCoro::Task<Result<QStringList>> aria(QString element, QString selector, std::chrono::milliseconds limit);
    QCoro::Task<Result<QStringList>> alternative(QString root, QList<FlowQuery::Op> ops,
                                                 std::chrono::milliseconds limit);
    QCoro::Task<Result<QStringList>> part(QStringList elements, QString selector, std::chrono::milliseconds limit);

    FlowPage &m_page;
    QString m_frameId;
};

} // namespace pult::browser
