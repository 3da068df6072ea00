// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "afterwards.h"

#include <QThread>

namespace pult::api::detail {

namespace {

/// Begins with the first who waits and lives as long as the process: futures are passed on where no owner of a thread
/// is at hand.
class Courier final
{
public:
    Courier()
    {
        m_thread.setObjectName(QStringLiteral("courier"));
        m_context.moveToThread(&m_thread);
        m_thread.start();
    }
    ~Courier()
    {
        m_thread.quit();
        m_thread.wait();
    }
    Q_DISABLE_COPY_MOVE(Courier)
    QObject *context() { return &m_context; }

private:
    QThread m_thread;
    QObject m_context;
};

} // namespace

void onCourier(std::function<void()> work)
{
    static Courier courier;
    QMetaObject::invokeMethod(courier.context(), std::move(work), Qt::QueuedConnection);
}

} // namespace pult::api::detail
