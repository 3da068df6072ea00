// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Precompiled header of core: only what most files include anyway. No Gui, no Beast, no spdlog, no CLI11.
#pragma once

#include <QByteArray>
#include <QCoreApplication>
#include <QFuture>
#include <QHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QList>
#include <QLoggingCategory>
#include <QObject>
#include <QPromise>
#include <QString>
#include <QStringBuilder>
#include <QThread>
#include <QTimer>
#include <QVariant>

#include <QCoroTask>

#include <tl/expected.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <utility>
#include <vector>
