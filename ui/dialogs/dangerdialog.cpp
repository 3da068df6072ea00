// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dialogs/dangerdialog.h"

#include "theme/metrics.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace pult::ui {

namespace {

/// A verb may end in dots where it opens this dialog; here it is done.
QString withoutDots(const QString &verb)
{
    return verb.endsWith(u'…') ? verb.chopped(1) : verb;
}

} // namespace

DangerDialog::DangerDialog(const QString &title, const QString &text, const QString &word, const QString &accept,
                           QWidget *parent)
    : QDialog(parent), m_word(word), m_acceptText(accept), m_typed(new QLineEdit(this)), m_accept(new QPushButton(this))
{
    setObjectName(u"dangerDialog"_s);
    setWindowTitle(withoutDots(title));
    auto *words = new QLabel(text, this);
    words->setObjectName(u"dangerText"_s);
    words->setWordWrap(true);
    auto *ask = new QLabel(tr("Type “%1” to go on:").arg(word), this);
    ask->setWordWrap(true);
    m_typed->setObjectName(u"dangerWord"_s);
    m_typed->setAccessibleName(ask->text());
    m_accept->setObjectName(u"dangerAccept"_s);
    m_accept->setAutoDefault(false);
    auto *cancel = new QPushButton(tr("Leave as is"), this);
    cancel->setDefault(true);
    auto *buttons = new QHBoxLayout;
    buttons->addStretch(1);
    buttons->addWidget(cancel);
    buttons->addWidget(m_accept);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(3 * gridStep, 2 * gridStep, 3 * gridStep, 2 * gridStep);
    layout->setSpacing(2 * gridStep);
    layout->addWidget(words);
    layout->addWidget(ask);
    layout->addWidget(m_typed);
    layout->addLayout(buttons);
    setMinimumWidth(60 * gridStep);
    connect(m_typed, &QLineEdit::textChanged, this, &DangerDialog::update);
    connect(m_accept, &QPushButton::clicked, this, &QDialog::accept);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(&m_timer, &QTimer::timeout, this, [this] {
        if (--m_secondsLeft == 0)
            m_timer.stop();
        update();
    });
    m_timer.start(1s);
    update();
}

void DangerDialog::update()
{
    const QString verb = withoutDots(m_acceptText);
    //: verb, seconds until it can be pressed
    m_accept->setText(m_secondsLeft > 0 ? tr("%1 (in %2 s)").arg(verb).arg(m_secondsLeft) : verb);
    m_accept->setEnabled(m_secondsLeft == 0 && m_typed->text().trimmed() == m_word);
}

} // namespace pult::ui
