// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "configwatch.h"
#include "nodeconfig.h"

namespace pult::node {

class Companion;
class Node;

/// Hands what changes in the settings' files to a running node: what is marked `live` in the settings' table is taken
/// over at once, the rest is told. Thread-affine, to the main thread.
class SettingsFollower final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(SettingsFollower)

public:
    /// `current` was read from `input`; `node` and its companion, if it has one, outlive this.
    SettingsFollower(Settings::Input input, Settings current, bool isWindow, Node &node, Companion *companion);

    void reload() { m_watch.reload(); }
    /// What a second start was given with --set.
    void addToCommandLine(const QHash<QString, QString> &values) { m_watch.addToCommandLine(values); }

Q_SIGNALS:
    /// `names`: what has other values now; namesThatNeedRestart() are those that are not taken over yet.
    void followed(const pult::Settings &settings, const pult::node::NodeConfig &config, const QStringList &names);
    /// Something is wrong with them: those from before stay.
    void refused(const QList<pult::Error> &faults);

private:
    void refuse(const QList<Error> &faults);
    void onReloaded(const Settings &settings, const QStringList &names);

    const bool m_isWindow;
    Node &m_node;
    Companion *const m_companion;
    ConfigWatch m_watch;
};

} // namespace pult::node
