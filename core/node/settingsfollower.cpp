// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "settingsfollower.h"

#include "companion.h"
#include "logging.h"
#include "node.h"

#include <base/logging.h>

namespace pult::node {

using namespace Qt::StringLiterals;

SettingsFollower::SettingsFollower(Settings::Input input, Settings current, bool isWindow, Node &node,
                                   Companion *companion)
    : m_isWindow(isWindow), m_node(node), m_companion(companion), m_watch(std::move(input), std::move(current))
{
    connect(&m_watch, &ConfigWatch::reloaded, this, &SettingsFollower::onReloaded);
    connect(&m_watch, &ConfigWatch::refused, this, &SettingsFollower::refuse);
}

void SettingsFollower::refuse(const QList<Error> &faults)
{
    for (const Error &fault : faults)
        qCWarning(lcNode).noquote() << "settings are wrong, those from before stay:" << toLogString(fault);
    Q_EMIT refused(faults);
}

void SettingsFollower::onReloaded(const Settings &settings, const QStringList &names)
{
    const Result<NodeConfig> config = readNodeConfig(settings, m_isWindow);
    if (!config)
        return;
    if (!names.isEmpty()) {
        Logging::setLevel(logOptions(settings).level);
        m_node.apply(*config);
        if (const Result<> applied = m_companion ? m_companion->apply(settings) : Result<>(); !applied)
            refuse({applied.error()});
    }
    qCInfo(lcNode).noquote() << u"settings read again changed="_s % (names.isEmpty() ? u"-"_s : names.join(u','));
    if (const QStringList restart = namesThatNeedRestart(names); !restart.isEmpty())
        qCWarning(lcNode).noquote() << u"these settings take effect after a restart: "_s % restart.join(u", "_s);
    Q_EMIT followed(settings, *config, names);
}

} // namespace pult::node
