// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dialogs/scheduledialog.h"

#include "models/crontext.h"
#include "models/humantext.h"
#include "models/schedulemodel.h"
#include "theme/fit.h"
#include "theme/metrics.h"

#include <base/errortext.h>
#include <base/whendone.h>

#include <QComboBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QJsonDocument>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QStyle>
#include <QTimeZone>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace pult::ui {

namespace {

constexpr int previewed = 5;
constexpr queue::Overlap overlaps[] = {queue::Overlap::Skip, queue::Overlap::Queue, queue::Overlap::Replace};
constexpr queue::Missed missedOnes[] = {queue::Missed::Skip, queue::Missed::Once, queue::Missed::All};
constexpr int payloadHeight = 5 * gridStep; ///< at least, on a low screen

QStringList timeZones()
{
    QStringList names;
    for (const QByteArray &id : QTimeZone::availableTimeZoneIds())
        names.append(QString::fromLatin1(id));
    return names;
}

/// This computer's, if schedules know it.
QString ownZone()
{
    const QString zone = QString::fromLatin1(QTimeZone::systemTimeZoneId());
    return node::Commands::previewSchedule(u"@daily"_s, zone, 1) ? zone : u"UTC"_s;
}

void mark(QWidget *field, bool invalid)
{
    if (field->property("invalid").toBool() == invalid)
        return;
    field->setProperty("invalid", invalid);
    field->style()->unpolish(field);
    field->style()->polish(field);
}

} // namespace

ScheduleDialog::ScheduleDialog(node::Commands &commands, const std::optional<queue::Schedule> &changed, QWidget *parent)
    : QDialog(parent), m_commands(commands), m_changed(changed), m_name(new QLineEdit(this)),
      m_expression(new QLineEdit(this)), m_zone(new QComboBox(this)), m_preview(new QLabel(this)),
      m_overlap(new QComboBox(this)), m_missed(new QComboBox(this)), m_kind(new QComboBox(this)),
      m_queue(new QLineEdit(this)), m_priority(new QSpinBox(this)), m_payload(new QPlainTextEdit(this)),
      m_fault(new QLabel(this)), m_save(new QPushButton(this))
{
    setObjectName(u"scheduleDialog"_s);
    setWindowTitle(changed ? tr("Change schedule %1").arg(changed->name) : tr("New schedule"));
    m_name->setObjectName(u"scheduleName"_s);
    m_expression->setObjectName(u"scheduleExpression"_s);
    m_zone->setObjectName(u"scheduleZone"_s);
    m_preview->setObjectName(u"schedulePreview"_s);
    m_overlap->setObjectName(u"scheduleOverlap"_s);
    m_missed->setObjectName(u"scheduleMissed"_s);
    m_kind->setObjectName(u"scheduleKind"_s);
    m_queue->setObjectName(u"scheduleQueue"_s);
    m_priority->setObjectName(u"schedulePriority"_s);
    m_payload->setObjectName(u"schedulePayload"_s);
    m_fault->setObjectName(u"scheduleFault"_s);
    m_save->setObjectName(u"scheduleSave"_s);
    m_zone->setEditable(true);
    m_zone->addItems(timeZones());
    m_zone->setCurrentText(ownZone());
    for (const queue::Overlap overlap : overlaps)
        m_overlap->addItem(ScheduleModel::overlapText(overlap), int(overlap));
    for (const queue::Missed missed : missedOnes)
        m_missed->addItem(ScheduleModel::missedText(missed), int(missed));
    m_missed->setCurrentIndex(int(queue::Missed::Once));
    m_kind->setEditable(true);
    m_kind->setMinimumContentsLength(16);
    m_kind->addItems({u"browser_flow"_s, u"bulk_upload"_s, u"probe"_s});
    m_queue->setText(u"default"_s);
    m_priority->setRange(-100, 100);
    m_payload->setPlainText(u"{}"_s);
    m_payload->setTabChangesFocus(true);
    build();
    if (changed)
        fill(*changed);
    check();
    resizeWithinScreen(*this, sizeHint().boundedTo({100 * gridStep, 72 * gridStep}));
}

void ScheduleDialog::build()
{
    m_preview->setProperty("role", u"muted"_s);
    m_preview->setWordWrap(true);
    m_preview->setTextFormat(Qt::PlainText);
    m_fault->setProperty("role", u"fault"_s);
    m_fault->setWordWrap(true);
    m_expression->setPlaceholderText(tr("min hour day month weekday, e.g. 0 8 * * mon-fri"));
    m_payload->setMinimumHeight(payloadHeight);
    m_save->setText(m_changed ? tr("Change") : tr("Add"));
    m_save->setProperty("primary", true);
    m_save->setDefault(true);
    auto *cancel = new QPushButton(tr("Cancel"), this);
    auto *form = new QFormLayout;
    form->setSpacing(gridStep);
    form->setFieldGrowthPolicy(QFormLayout::ExpandingFieldsGrow);
    form->addRow(tr("Name"), m_name);
    form->addRow(tr("Cron"), m_expression);
    form->addRow(tr("Time zone"), m_zone);
    form->addRow(tr("Next runs"), m_preview);
    form->addRow(tr("While an earlier task is not finished"), m_overlap);
    form->addRow(tr("Ticks that were missed"), m_missed);
    form->addRow(tr("Kind of task"), m_kind);
    form->addRow(tr("Queue"), m_queue);
    form->addRow(tr("Priority"), m_priority);
    form->addRow(tr("Payload (JSON)"), m_payload);
    auto *buttons = new QHBoxLayout;
    buttons->addWidget(m_fault, 1);
    buttons->addWidget(cancel);
    buttons->addWidget(m_save);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(3 * gridStep, 2 * gridStep, 3 * gridStep, 2 * gridStep);
    layout->setSpacing(2 * gridStep);
    layout->addLayout(form, 1);
    layout->addLayout(buttons);
    setMinimumWidth(80 * gridStep);
    for (QLineEdit *line : {m_name, m_expression, m_queue})
        connect(line, &QLineEdit::textChanged, this, &ScheduleDialog::check);
    for (QComboBox *box : {m_zone, m_kind})
        connect(box, &QComboBox::currentTextChanged, this, &ScheduleDialog::check);
    connect(m_payload, &QPlainTextEdit::textChanged, this, &ScheduleDialog::check);
    connect(m_save, &QPushButton::clicked, this, &ScheduleDialog::save);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
}

void ScheduleDialog::fill(const queue::Schedule &schedule)
{
    m_name->setText(schedule.name);
    m_expression->setText(schedule.expression);
    m_zone->setCurrentText(schedule.timeZone);
    m_overlap->setCurrentIndex(int(schedule.overlap));
    m_missed->setCurrentIndex(int(schedule.missed));
    m_kind->setCurrentText(schedule.task.kind);
    m_queue->setText(schedule.task.queue);
    m_priority->setValue(schedule.task.priority);
    m_payload->setPlainText(QString::fromUtf8(schedule.task.payload));
}

queue::NewSchedule ScheduleDialog::schedule() const
{
    queue::NewSchedule schedule;
    schedule.name = m_name->text().trimmed();
    schedule.expression = m_expression->text().simplified();
    schedule.timeZone = m_zone->currentText().trimmed();
    schedule.overlap = overlaps[m_overlap->currentIndex()];
    schedule.missed = missedOnes[m_missed->currentIndex()];
    if (m_changed)
        schedule.task = m_changed->task; // what this dialog does not show stays
    schedule.task.kind = m_kind->currentText().trimmed();
    schedule.task.queue = m_queue->text().trimmed();
    schedule.task.priority = m_priority->value();
    schedule.task.payload = m_payload->toPlainText().trimmed().toUtf8();
    return schedule;
}

QString ScheduleDialog::faultOf(const queue::NewSchedule &schedule, QWidget **field) const
{
    // An empty field of a new schedule is no fault yet: nothing was said there.
    *field = nullptr;
    if (!schedule.expression.isEmpty()) {
        const auto next = node::Commands::previewSchedule(schedule.expression, schedule.timeZone, 1);
        if (!next) {
            *field = next.error().code == "time_zone_unknown"_L1 ? static_cast<QWidget *>(m_zone) : m_expression;
            return errorText(next.error());
        }
    }
    if (!QJsonDocument::fromJson(schedule.task.payload).isObject()) {
        *field = m_payload;
        return tr("The payload is no JSON object.");
    }
    return {};
}

void ScheduleDialog::check()
{
    const queue::NewSchedule wanted = schedule();
    QWidget *wrong = nullptr;
    const QString fault = faultOf(wanted, &wrong);
    for (QWidget *field :
         {static_cast<QWidget *>(m_expression), static_cast<QWidget *>(m_zone), static_cast<QWidget *>(m_payload)})
        mark(field, field == wrong);
    m_fault->setText(fault);
    const bool complete = !wanted.name.isEmpty() && !wanted.expression.isEmpty() && !wanted.task.kind.isEmpty() &&
                          !wanted.task.queue.isEmpty();
    m_save->setEnabled(fault.isEmpty() && complete && !m_saving);
    showPreview();
}

void ScheduleDialog::showPreview()
{
    const queue::NewSchedule wanted = schedule();
    const auto runs = node::Commands::previewSchedule(wanted.expression, wanted.timeZone, previewed);
    if (!runs || wanted.expression.isEmpty()) {
        // As many lines as it will have, so that nothing moves while one types.
        m_preview->setText(tr("They appear here as soon as the expression can be read.") + QString(previewed, u'\n'));
        return;
    }
    QStringList lines{CronText::of(wanted.expression)};
    for (const TimePoint run : *runs)
        lines.append(
            tr("%1 (%2)", "moment, how far away").arg(HumanText::moment(run), HumanText::age(run, localNow())));
    while (lines.size() <= previewed)
        lines.append(QString());
    m_preview->setText(lines.join(u'\n'));
}

void ScheduleDialog::save()
{
    m_saving = true;
    m_save->setEnabled(false);
    // By its number: its name may be another since.
    const auto answer = m_changed ? m_commands.changeSchedule(QString::number(m_changed->id), schedule())
                                  : m_commands.addSchedule(schedule());
    whenDone(answer, this, [this](const Result<queue::Schedule> &saved) {
        m_saving = false;
        if (saved) {
            accept();
            return;
        }
        m_save->setEnabled(true);
        m_fault->setText(errorText(saved.error()));
    });
}

} // namespace pult::ui
