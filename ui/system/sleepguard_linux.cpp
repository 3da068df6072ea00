// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sleepguard.h"

#include <QCoreApplication>
#include <QProcess>
#include <QStandardPaths>

using namespace Qt::StringLiterals;

namespace pult::ui {

namespace {

constexpr int endMillis = 1000;

} // namespace

/// systemd-inhibit holds logind's lock as long as its child lives, and the child (cat) lives as long as our end of its
/// input is open: when this process dies in whatever way, the lock goes with it.
class SleepGuard::Private final
{
public:
    std::unique_ptr<QProcess> process;
};

SleepGuard::SleepGuard() : d(std::make_unique<Private>()) {}

SleepGuard::~SleepGuard()
{
    if (!isHeld())
        return;
    d->process->closeWriteChannel();
    d->process->waitForFinished(endMillis);
}

void SleepGuard::hold(const std::string &why)
{
    if (isHeld())
        return;
    const QString program = QStandardPaths::findExecutable(u"systemd-inhibit"_s);
    if (program.isEmpty())
        return;
    d->process = std::make_unique<QProcess>();
    d->process->setStandardOutputFile(QProcess::nullDevice());
    d->process->setStandardErrorFile(QProcess::nullDevice());
    d->process->start(program, {u"--what=idle:sleep"_s, u"--who=Pult"_s, u"--why="_s + QString::fromStdString(why),
                                u"--mode=block"_s, u"cat"_s});
}

void SleepGuard::release()
{
    if (!isHeld()) {
        d->process.reset();
        return;
    }
    // Not waited for: it ends by itself, and another may be held meanwhile.
    QProcess *const leaving = d->process.release();
    leaving->setParent(QCoreApplication::instance());
    QObject::connect(leaving, &QProcess::finished, leaving, &QObject::deleteLater);
    leaving->closeWriteChannel();
}

bool SleepGuard::isHeld() const
{
    return d->process && d->process->state() != QProcess::NotRunning;
}

} // namespace pult::ui
