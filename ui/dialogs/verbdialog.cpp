// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dialogs/verbdialog.h"

#include "models/humantext.h"
#include "theme/metrics.h"

#include <base/errortext.h>
#include <base/whendone.h>

#include <QComboBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPushButton>
#include <QSpinBox>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace pult::ui {

namespace {

constexpr std::chrono::seconds spreads[] = {0s, 10min, 30min, 2h, 8h, 24h};
constexpr std::chrono::seconds delays[] = {5min, 15min, 30min, 1h, 3h, 12h, 24h};
constexpr int usualDelay = 3;
constexpr int waitSeconds = 5;

} // namespace

VerbDialog::VerbDialog(node::Commands &commands, VerbQuestion question, QWidget *parent)
    : QDialog(parent), m_commands(commands), m_question(std::move(question)), m_text(new QLabel(this)),
      m_filter(new QLabel(this)), m_count(new QLabel(this)), m_spread(new QComboBox(this)),
      m_later(new QComboBox(this)), m_priority(new QSpinBox(this)), m_reason(new QLineEdit(this)),
      m_typed(new QLineEdit(this)), m_accept(new QPushButton(this)), m_reject(new QPushButton(this))
{
    setObjectName(u"verbDialog"_s);
    makeFields();
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(3 * gridStep, 2 * gridStep, 3 * gridStep, 2 * gridStep);
    layout->setSpacing(gridStep + gridStep / 2);
    for (QWidget *field :
         std::initializer_list<QWidget *>{m_text, m_filter, m_count, m_spread, m_later, m_priority, m_reason, m_typed})
        layout->addWidget(field);
    auto *buttons = new QHBoxLayout;
    buttons->addStretch(1);
    buttons->addWidget(m_reject);
    buttons->addWidget(m_accept);
    layout->addSpacing(gridStep);
    layout->addLayout(buttons);
    setMinimumWidth(60 * gridStep);
    connect(m_typed, &QLineEdit::textChanged, this, &VerbDialog::updateAccept);
    connect(m_accept, &QPushButton::clicked, this, &QDialog::accept);
    connect(m_reject, &QPushButton::clicked, this, &QDialog::reject);
    m_delay.setInterval(1s);
    connect(&m_delay, &QTimer::timeout, this, [this] {
        if (--m_secondsLeft <= 0)
            m_delay.stop();
        updateAccept();
    });
    if (m_question.delayed) {
        m_secondsLeft = waitSeconds;
        m_delay.start();
    }
    retranslate();
    if (m_question.typed)
        count();
}

void VerbDialog::makeFields()
{
    m_text->setWordWrap(true);
    m_text->setObjectName(u"verbText"_s);
    m_text->setTextFormat(Qt::PlainText);
    m_filter->setWordWrap(true);
    m_filter->setObjectName(u"verbFilter"_s);
    m_filter->setTextFormat(Qt::PlainText);
    m_filter->setProperty("role", u"muted"_s);
    m_filter->setVisible(!m_question.filterLine.isEmpty());
    m_count->setObjectName(u"verbCount"_s);
    m_count->setWordWrap(true);
    m_count->setVisible(m_question.typed);
    m_spread->setObjectName(u"verbSpread"_s);
    m_spread->setVisible(m_question.spread);
    m_later->setObjectName(u"verbLater"_s);
    m_later->setVisible(m_question.later);
    m_priority->setObjectName(u"verbPriority"_s);
    m_priority->setRange(-100, 100);
    m_priority->setMinimumHeight(rowHeight);
    m_priority->setVisible(m_question.priority);
    m_reason->setObjectName(u"verbReason"_s);
    m_typed->setObjectName(u"verbTyped"_s);
    m_typed->setVisible(m_question.typed);
    m_accept->setObjectName(u"verbAccept"_s);
    m_reject->setObjectName(u"verbReject"_s);
    // Enter must not do what cannot be taken back.
    (m_question.typed || m_question.delayed ? m_reject : m_accept)->setDefault(true);
    for (const std::chrono::seconds time : spreads)
        m_spread->addItem({}, qint64{time.count()});
    for (const std::chrono::seconds time : delays)
        m_later->addItem({}, qint64{time.count()});
    m_later->setCurrentIndex(usualDelay);
}

queue::TaskChange VerbDialog::change() const
{
    queue::TaskChange change = m_question.change;
    if (m_question.spread)
        change.time = std::chrono::seconds(m_spread->currentData().toLongLong());
    if (m_question.later) {
        const std::chrono::seconds time(m_later->currentData().toLongLong());
        (change.verb == queue::TaskVerb::Snooze ? change.time : change.later) = time;
    }
    if (m_question.priority)
        change.priority = m_priority->value();
    return change;
}

QString VerbDialog::reason() const
{
    return m_reason->text().trimmed();
}

void VerbDialog::count()
{
    whenDone(m_commands.countMatching(m_question.change, m_question.filter), this, [this](const Result<qint64> &count) {
        if (count)
            m_matching = *count;
        else
            m_failure = count.error();
        retranslate();
    });
}

void VerbDialog::updateAccept()
{
    QString digits = m_typed->text();
    digits.removeIf([](QChar c) { return !c.isDigit(); }); // as groups of three, too
    const bool isTyped = !m_question.typed || (m_matching && *m_matching > 0 && digits == QString::number(*m_matching));
    m_accept->setEnabled(isTyped && m_secondsLeft <= 0);
    m_accept->setText(m_secondsLeft > 0 ? tr("%1 (in %2 s)", "verb, seconds").arg(m_question.accept).arg(m_secondsLeft)
                                        : m_question.accept);
}

void VerbDialog::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    QDialog::changeEvent(event);
}

void VerbDialog::retranslate()
{
    setWindowTitle(m_question.title);
    m_text->setText(m_question.text);
    m_filter->setText(tr("Filter: %1").arg(m_question.filterLine));
    if (m_failure)
        m_count->setText(errorText(*m_failure));
    else if (m_matching)
        m_count->setText(tr("Tasks that would be changed now: %1").arg(QLocale().toString(*m_matching)));
    else
        m_count->setText(tr("Counting the tasks…"));
    for (int i = 0; i < m_spread->count(); ++i) {
        const std::chrono::seconds time(m_spread->itemData(i).toLongLong());
        m_spread->setItemText(i, time.count() == 0 ? tr("All at once")
                                                   : tr("Spread over %1").arg(HumanText::duration(time)));
    }
    for (int i = 0; i < m_later->count(); ++i)
        m_later->setItemText(
            i,
            tr("In %1", "duration").arg(HumanText::duration(std::chrono::seconds(m_later->itemData(i).toLongLong()))));
    m_spread->setAccessibleName(tr("Over which time"));
    m_later->setAccessibleName(tr("When"));
    m_priority->setAccessibleName(tr("Priority"));
    m_priority->setPrefix(tr("Priority: "));
    m_reason->setPlaceholderText(tr("Reason, kept with the operation (optional)"));
    m_typed->setPlaceholderText(tr("Type the number of tasks to confirm"));
    m_reject->setText(tr("Leave as is"));
    updateAccept();
}

} // namespace pult::ui
