// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "flowpage.h"

#include <QPointF>
#include <QSet>

namespace pult::browser {

/// Mouse and keyboard of one tab, with what is held down. Thread-affine.
class FlowInput final
{
public:
    explicit FlowInput(FlowPage &page) : m_page(page) {}

    struct Click
    {
        QString button = QStringLiteral("left"); ///< left, middle, right, back, forward
        int count = 1;
        std::optional<std::chrono::milliseconds> hold; ///< between press and release
    };
    QCoro::Task<Result<>> click(QPointF at, Click click, std::chrono::milliseconds limit);
    QCoro::Task<Result<>> move(QPointF to, std::chrono::milliseconds limit);

    /// Errors: key_unknown(name).
    QCoro::Task<Result<>> keyDown(QString name, std::chrono::milliseconds limit);
    QCoro::Task<Result<>> keyUp(QString name, std::chrono::milliseconds limit);
    /// Presses a key per character; what no key has is inserted.
    QCoro::Task<Result<>> type(QString text, std::chrono::milliseconds limit);

private:
    QJsonObject mouseEvent(const QString &type, const QString &button, int clickCount);

    FlowPage &m_page;
    QPointF m_position;
    int m_buttons = 0;
    int m_modifiers = 0;
    QSet<QString> m_pressed; ///< codes
};

} // namespace pult::browser
