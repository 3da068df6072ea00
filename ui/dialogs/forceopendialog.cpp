// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dialogs/forceopendialog.h"

#include "dialogs/endchoice.h"
#include "theme/metrics.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace pult::ui {

ForceOpenDialog::ForceOpenDialog(const QString &dependency, QWidget *parent)
    : QDialog(parent), m_reason(new QLineEdit(this)), m_end(new EndChoice(false, this)),
      m_accept(new QPushButton(tr("Force open"), this))
{
    setObjectName(u"forceOpenDialog"_s);
    setWindowTitle(tr("Force open: %1").arg(dependency));
    auto *text = new QLabel(tr("No computer calls %1 until the end you choose. Tasks that need it are put back without "
                               "using an attempt, and go on by themselves afterwards.")
                                .arg(dependency),
                            this);
    text->setWordWrap(true);
    m_reason->setObjectName(u"forceOpenReason"_s);
    m_reason->setPlaceholderText(tr("Reason, shown to everyone (required)"));
    m_reason->setAccessibleName(tr("Reason"));
    m_accept->setObjectName(u"forceOpenAccept"_s);
    m_accept->setProperty("primary", true);
    m_accept->setEnabled(false);
    auto *cancel = new QPushButton(tr("Leave as is"), this);
    cancel->setAutoDefault(false);
    auto *buttons = new QHBoxLayout;
    buttons->addStretch(1);
    buttons->addWidget(cancel);
    buttons->addWidget(m_accept);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(3 * gridStep, 2 * gridStep, 3 * gridStep, 2 * gridStep);
    layout->setSpacing(2 * gridStep);
    layout->addWidget(text);
    layout->addWidget(m_reason);
    layout->addWidget(m_end);
    layout->addLayout(buttons);
    setMinimumWidth(56 * gridStep);
    connect(m_reason, &QLineEdit::textChanged, this, [this] { m_accept->setEnabled(!reason().isEmpty()); });
    connect(m_accept, &QPushButton::clicked, this, &QDialog::accept);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
}

QString ForceOpenDialog::reason() const
{
    return m_reason->text().trimmed();
}

std::chrono::seconds ForceOpenDialog::time() const
{
    const auto left = m_end->end().value_or(localNow()) - localNow();
    return std::max(std::chrono::seconds(1), std::chrono::round<std::chrono::seconds>(left));
}

} // namespace pult::ui
