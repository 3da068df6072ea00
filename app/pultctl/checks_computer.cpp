// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "checks.h"
#include "nodewaits.h"
#include "output.h"

#include <base/errortext.h>
#include <browser/localchrome.h>
#include <browser/providershared.h>
#include <node/node.h>
#include <node/servicecontrol.h>

#include <QFile>
#include <QRegularExpression>
#include <QStorageInfo>

#include <algorithm>
#include <numeric>

namespace pult::ctl {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 megabyte = 1024 * 1024;
constexpr int filesOfAnything = 1024;
constexpr int filesOfABrowser = 256;

CheckLine diskLine(const CheckPlace &place)
{
    const QStorageInfo disk(place.config.dataDir);
    const qint64 freeMb = disk.bytesAvailable() / megabyte;
    const double share = double(disk.bytesAvailable()) / double(std::max<qint64>(1, disk.bytesTotal()));
    const observe::ResourceLimits &limits = place.config.limits;
    const QString sentence = CtlTr::tr("%1 MB are free in the data folder.").arg(freeMb);
    const QString advice = CtlTr::tr("Make room, or move the data folder: a node takes nothing on a full disk.");
    if (double(freeMb) < limits.diskStopMb)
        return {u"disk"_s, CheckLevel::Fail, sentence, advice};
    if (double(freeMb) < limits.diskWarnMb || share < limits.diskWarnShare)
        return {u"disk"_s, CheckLevel::Warn, sentence, advice};
    return {u"disk"_s, CheckLevel::Ok, sentence, {}};
}

/// Of the node that runs here, whose limit is its service's, not this shell's; 0: not known.
int mostFilesOf(qint64 pid)
{
    QFile file(pid > 0 ? u"/proc/%1/limits"_s.arg(pid) : u"/proc/self/limits"_s);
    if (!file.open(QIODevice::ReadOnly))
        return 0;
    static const QRegularExpression line(u"Max open files\\s+(\\d+)"_s);
    return line.match(QString::fromUtf8(file.readAll())).captured(1).toInt();
}

CheckLine filesLine(const CheckPlace &place, const QList<queue::NodeInfo> &nodes)
{
    const auto own = std::find_if(nodes.cbegin(), nodes.cend(), [&place](const queue::NodeInfo &node) {
        return node.id == place.config.id && isAlive(node);
    });
    const int most = mostFilesOf(own != nodes.cend() ? own->pid : 0);
    const QList<int> &capacities = place.config.capacities;
    const int wanted = filesOfAnything + filesOfABrowser * std::accumulate(capacities.cbegin(), capacities.cend(), 0);
    if (most > 0 && most < wanted)
        return {u"descriptors"_s, CheckLevel::Warn,
                CtlTr::tr("%1 files may be open at once; so many tasks may need %2.").arg(most).arg(wanted),
                CtlTr::tr("Raise LimitNOFILE= of the service (ulimit -n in a shell).")};
    return {u"descriptors"_s, CheckLevel::Ok, CtlTr::tr("Enough files may be open at once."), {}};
}

CheckLine serviceLine()
{
    const QString advice = CtlTr::tr("pultctl service install, then pultctl service start");
    if (!node::hasServiceManager())
        return {u"service"_s, CheckLevel::Warn, CtlTr::tr("There is no service manager here."),
                CtlTr::tr("Whatever runs the container must start pultd again when it ends.")};
    const node::ServiceCondition condition = node::serviceCondition("pultd");
    switch (condition.state) {
    case node::ServiceState::Missing:
        return {u"service"_s, CheckLevel::Warn, CtlTr::tr("No service \"pultd\" is installed."), advice};
    case node::ServiceState::Failed:
        return {u"service"_s, CheckLevel::Fail, CtlTr::tr("The service \"pultd\" has failed."),
                CtlTr::tr("journalctl -u pultd says why.")};
    case node::ServiceState::Stopped:
    case node::ServiceState::Changing:
        return {u"service"_s, CheckLevel::Warn, CtlTr::tr("The service \"pultd\" does not run."), advice};
    case node::ServiceState::Running:
        break;
    }
    if (!condition.atBoot)
        return {u"service"_s, CheckLevel::Warn, CtlTr::tr("The service \"pultd\" does not begin with the system."),
                CtlTr::tr("systemctl enable pultd")};
    return {u"service"_s, CheckLevel::Ok, CtlTr::tr("The service \"pultd\" runs and begins with the system."), {}};
}

CheckLine failed(const QString &subject, const Error &error)
{
    return {subject, CheckLevel::Fail, errorSentence(error), errorAdvice(error)};
}

} // namespace

CheckLines checkComputer(const CheckPlace &place, const QList<queue::NodeInfo> &nodes)
{
    return {diskLine(place), filesLine(place, nodes), serviceLine()};
}

CheckLines checkBrowsers(const CheckPlace &place)
{
    if (place.config.provider.name == "dolphin"_L1) {
        browser::ProviderShared shared;
        const auto profiles = Session::await(node::listProfilesOf(place.config.provider, shared));
        if (!profiles)
            return {failed(u"dolphin"_s, profiles.error())};
        return {{u"dolphin"_s,
                 CheckLevel::Ok,
                 CtlTr::tr("Dolphin answers and has %n profile(s).", nullptr, int(profiles->size())),
                 {}}};
    }
    const Result<QString> path = browser::findBrowser(place.config.provider.browserPath);
    if (!path)
        return {failed(u"browser"_s, path.error())};
    return {{u"browser"_s, CheckLevel::Ok, CtlTr::tr("Browser: %1").arg(*path), {}},
            {u"dolphin"_s, CheckLevel::Ok, CtlTr::tr("Dolphin is not used."), {}}};
}

CheckLines checkNodes(const QList<queue::NodeInfo> &nodes)
{
    QStringList ill;
    QStringList versions;
    for (const queue::NodeInfo &node : nodes) {
        if (!isAlive(node))
            continue;
        versions.append(node.version);
        if (!isHealthy(node))
            ill.append(u"%1 (%2)"_s.arg(node.name, healthText(node)));
    }
    const int alive = int(versions.size());
    versions.removeDuplicates();
    versions.sort();
    if (alive == 0)
        return {
            {u"nodes"_s, CheckLevel::Warn, CtlTr::tr("No node runs."), CtlTr::tr("Start one: pultctl service start")}};
    if (!ill.isEmpty())
        return {{u"nodes"_s, CheckLevel::Warn, CtlTr::tr("Not well: %1.").arg(ill.join(u", "_s)),
                 CtlTr::tr("See them with: pultctl nodes list")}};
    if (versions.size() > 1)
        return {{u"nodes"_s, CheckLevel::Warn,
                 CtlTr::tr("The nodes are of different versions: %1.").arg(versions.join(u", "_s)),
                 CtlTr::tr("Bring them to one: pultctl nodes restart --rolling, once the program is updated")}};
    return {{u"nodes"_s, CheckLevel::Ok, CtlTr::tr("%n node(s) are well.", nullptr, alive), {}}};
}

} // namespace pult::ctl
