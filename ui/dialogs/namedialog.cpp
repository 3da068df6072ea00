// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dialogs/namedialog.h"

#include "theme/metrics.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace pult::ui {

NameDialog::NameDialog(const QString &title, const QString &placeholder, const QString &accept, QWidget *parent)
    : QDialog(parent), m_name(new QLineEdit(this)), m_fault(new QLabel(this)), m_accept(new QPushButton(accept, this))
{
    setObjectName(u"nameDialog"_s);
    setWindowTitle(title);
    m_name->setObjectName(u"nameLine"_s);
    m_name->setPlaceholderText(placeholder);
    m_name->setAccessibleName(placeholder);
    m_fault->setObjectName(u"nameFault"_s);
    m_fault->setProperty("role", u"fault"_s);
    m_accept->setObjectName(u"nameAccept"_s);
    m_accept->setProperty("primary", true);
    m_accept->setDefault(true);
    auto *cancel = new QPushButton(tr("Cancel"), this);
    cancel->setAutoDefault(false);
    auto *buttons = new QHBoxLayout;
    buttons->addWidget(m_fault, 1);
    buttons->addWidget(cancel);
    buttons->addWidget(m_accept);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(3 * gridStep, 2 * gridStep, 3 * gridStep, 2 * gridStep);
    layout->setSpacing(2 * gridStep);
    layout->addWidget(m_name);
    layout->addLayout(buttons);
    setMinimumWidth(52 * gridStep);
    connect(m_name, &QLineEdit::textChanged, this, &NameDialog::check);
    connect(m_accept, &QPushButton::clicked, this, &QDialog::accept);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    check();
}

void NameDialog::setName(const QString &name)
{
    m_name->setText(name);
    m_name->selectAll();
}

QString NameDialog::name() const
{
    return m_name->text().trimmed();
}

void NameDialog::setTaken(const QStringList &names, const QString &sentence)
{
    m_taken = names;
    m_takenSentence = sentence;
    check();
}

void NameDialog::check()
{
    const bool taken = m_taken.contains(name());
    m_fault->setText(taken && m_name->isModified() ? m_takenSentence : QString());
    m_accept->setEnabled(!name().isEmpty() && !taken);
}

} // namespace pult::ui
