// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

#include <memory>

namespace pult::node {

/// Turns the system's wish that the process end (SIGTERM, SIGINT, SIGHUP; Ctrl+C and the console's close on Windows) into a signal
/// on the main thread. One per process. The second wish ends the process at once with exit code 3.
class StopSignals final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(StopSignals)

public:
    explicit StopSignals(QObject *parent = nullptr);
    ~StopSignals() override;

Q_SIGNALS:
    void stopWanted();

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace pult::node
