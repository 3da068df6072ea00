// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/flowdocument.h"

#include <QCoreApplication>

#include <optional>

namespace pult::ui {

/// A step of a flow in words: what it acts on, with what, how long it may take, and what becomes of the step when such
/// a text is typed.
class FlowStepText final
{
    Q_DECLARE_TR_FUNCTIONS(pult::FlowStepText)

public:
    /// Steps that can be added, by name: types of the Recorder and our own.
    static QStringList addable();
    /// A new one, to be filled in.
    static QByteArray blank(const QString &name);

    /// "click", "setFiles" …: the type, of our own steps the name.
    static QString nameOf(const QJsonObject &step);
    static QString title(const QString &name);
    /// Selectors (`#a | aria/B`, `>>>>` into shadow roots) or the address.
    static QString target(const QJsonObject &step);
    static QString value(const QJsonObject &step);
    /// Seconds.
    static QString timeout(const QJsonObject &step);

    static bool hasTarget(const QJsonObject &step);
    static bool hasValue(const QJsonObject &step);
    /// nullopt: the text means nothing here.
    static std::optional<QList<FlowEdit>> editTarget(const QJsonObject &step, const QString &text);
    static std::optional<QList<FlowEdit>> editValue(const QJsonObject &step, const QString &text);
    static std::optional<QList<FlowEdit>> editTimeout(const QString &text);
    static QList<FlowEdit> editCommit(bool commit);
};

} // namespace pult::ui
