// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dialogs/reportdialog.h"

#include "dialogs/prompts.h"
#include "dialogs/reportpreviewpane.h"
#include "models/humantext.h"
#include "theme/fit.h"
#include "theme/metrics.h"

#include <base/errortext.h>
#include <base/whendone.h>

#include <QBoxLayout>
#include <QComboBox>
#include <QDateTimeEdit>
#include <QDir>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QProgressBar>
#include <QPushButton>
#include <QSpinBox>
#include <QStandardPaths>
#include <QStyle>

using namespace Qt::StringLiterals;

namespace pult::ui {

namespace {

constexpr int mostKept = 10'000;

TimePoint point(const QDateTime &time)
{
    return fromMicros(time.toMSecsSinceEpoch() * 1000);
}

QDateTime local(TimePoint time)
{
    return QDateTime::fromMSecsSinceEpoch(toMicros(time) / 1000);
}

QString reportName(upkeep::ReportKind kind)
{
    switch (kind) {
    case upkeep::ReportKind::Tasks:
        return ReportDialog::tr("Tasks: one row each");
    case upkeep::ReportKind::Metrics:
        return ReportDialog::tr("Metrics: what computers used and did");
    case upkeep::ReportKind::Profiles:
        return ReportDialog::tr("Profiles: runs, successes, times");
    case upkeep::ReportKind::Errors:
        break;
    }
    return ReportDialog::tr("Errors: what failed how often");
}

} // namespace

ReportDialog::ReportDialog(const UiContext &context, QWidget *parent)
    : QDialog(parent), m_context(context), m_kind(new QComboBox(this)), m_span(new QComboBox(this)),
      m_from(new QDateTimeEdit(this)), m_to(new QDateTimeEdit(this)), m_format(new QComboBox(this)),
      m_repeat(new QComboBox(this)), m_folder(new QLineEdit(this)), m_keep(new QSpinBox(this)),
      m_columns(new QListView(this)), m_preview(new ReportPreviewPane(context, this)), m_message(new QLabel(this)),
      m_progress(new QProgressBar(this)), m_accept(new QPushButton(this)), m_cancel(new QPushButton(this))
{
    setObjectName(u"reportDialog"_s);
    auto *top = new QHBoxLayout;
    top->setSpacing(3 * gridStep);
    auto *form = new QFormLayout;
    makeForm(form);
    makeFoot();
    top->addLayout(form, 0);
    top->addWidget(m_preview, 1);
    auto *buttons = new QHBoxLayout;
    buttons->addWidget(m_message, 1);
    buttons->addWidget(m_progress, 1);
    buttons->addWidget(m_cancel);
    buttons->addWidget(m_accept);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(3 * gridStep, 2 * gridStep, 3 * gridStep, 2 * gridStep);
    layout->setSpacing(2 * gridStep);
    layout->addLayout(top, 1);
    layout->addLayout(buttons);
    resizeWithinScreen(*this, {120 * gridStep, 72 * gridStep});
    m_columnModel.setKind(upkeep::ReportKind::Tasks);
    connectAll();
    retranslate();
    applySpan();
}

void ReportDialog::makeForm(QFormLayout *form)
{
    m_kind->setObjectName(u"reportKind"_s);
    for (const upkeep::ReportKind kind : upkeep::allReportKinds)
        m_kind->addItem({}, int(kind));
    m_span->setObjectName(u"reportSpan"_s);
    for (int i = 0; i <= int(Span::Chosen); ++i)
        m_span->addItem({}, i);
    m_from->setObjectName(u"reportFrom"_s);
    m_to->setObjectName(u"reportTo"_s);
    for (QDateTimeEdit *edit : {m_from, m_to})
        edit->setCalendarPopup(true);
    m_format->setObjectName(u"reportFormat"_s);
    for (int i = 0; i < 3; ++i)
        m_format->addItem({}, i);
    m_format->setCurrentIndex(upkeep::CsvStyle::of(QLocale()).separator == u';' ? 1 : 0);
    m_repeat->setObjectName(u"reportRepeat"_s);
    for (int i = 0; i <= int(Repeat::Month); ++i)
        m_repeat->addItem({}, i);
    m_folder->setObjectName(u"reportFolder"_s);
    m_folder->setText(QDir::toNativeSeparators(
        QDir(QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation)).filePath(u"Pult"_s)));
    m_keep->setObjectName(u"reportKeep"_s);
    m_keep->setRange(1, mostKept);
    m_keep->setValue(30);
    m_columns->setObjectName(u"reportColumns"_s);
    m_columns->setModel(&m_columnModel);
    m_columns->setProperty("framed", true);
    m_columns->setMinimumWidth(36 * gridStep);
    m_columns->setSpacing(2);
    form->setHorizontalSpacing(2 * gridStep);
    form->setVerticalSpacing(gridStep);
    for (QLabel **label : {&m_labels.kind, &m_labels.span, &m_labels.from, &m_labels.to, &m_labels.format,
                           &m_labels.repeat, &m_labels.folder, &m_labels.keep, &m_labels.columns})
        *label = new QLabel(this);
    form->addRow(m_labels.kind, m_kind);
    form->addRow(m_labels.repeat, m_repeat);
    form->addRow(m_labels.span, m_span);
    form->addRow(m_labels.from, m_from);
    form->addRow(m_labels.to, m_to);
    form->addRow(m_labels.folder, m_folder);
    form->addRow(m_labels.keep, m_keep);
    form->addRow(m_labels.format, m_format);
    form->addRow(m_labels.columns, m_columns);
    m_labels.columns->setAlignment(Qt::AlignTop);
}

void ReportDialog::makeFoot()
{
    m_message->setObjectName(u"reportMessage"_s);
    m_message->setWordWrap(true);
    m_progress->setObjectName(u"reportProgress"_s);
    m_progress->setRange(0, 0);
    m_progress->setTextVisible(false);
    m_progress->hide();
    m_accept->setObjectName(u"reportAccept"_s);
    m_accept->setProperty("primary", true);
    m_accept->setDefault(true);
    m_cancel->setObjectName(u"reportCancel"_s);
}

void ReportDialog::connectAll()
{
    connect(m_kind, &QComboBox::currentIndexChanged, this, [this] {
        m_columnModel.setKind(request().kind);
        updateForm();
    });
    connect(m_span, &QComboBox::currentIndexChanged, this, &ReportDialog::applySpan);
    connect(m_from, &QDateTimeEdit::dateTimeChanged, this, &ReportDialog::updateForm);
    connect(m_to, &QDateTimeEdit::dateTimeChanged, this, &ReportDialog::updateForm);
    connect(m_format, &QComboBox::currentIndexChanged, this, &ReportDialog::updateForm);
    connect(m_repeat, &QComboBox::currentIndexChanged, this, &ReportDialog::updateForm);
    connect(m_folder, &QLineEdit::textChanged, this, &ReportDialog::updateForm);
    connect(&m_columnModel, &QAbstractItemModel::dataChanged, this, &ReportDialog::updateForm);
    connect(m_accept, &QPushButton::clicked, this, &ReportDialog::onAccept);
    connect(m_cancel, &QPushButton::clicked, this, &ReportDialog::reject);
    connect(&m_writing, &QFutureWatcherBase::progressValueChanged, this,
            [this](int rows) { say(tr("%n row(s) written…", nullptr, rows), false); });
    connect(&m_writing, &QFutureWatcherBase::finished, this, &ReportDialog::onWritten);
}

TimeWindow::Range ReportDialog::chosenRange() const
{
    const auto repeat = static_cast<Repeat>(m_repeat->currentIndex());
    if (repeat == Repeat::Once)
        return {point(m_from->dateTime()), point(m_to->dateTime())};
    const upkeep::ReportPeriod period = periodOf(repeat);
    return {period.from, period.to};
}

upkeep::ReportRequest ReportDialog::request() const
{
    const TimeWindow::Range range = chosenRange();
    upkeep::ReportRequest request;
    request.kind = static_cast<upkeep::ReportKind>(m_kind->currentIndex());
    request.format = m_format->currentIndex() == 2 ? upkeep::ReportFormat::Json : upkeep::ReportFormat::Csv;
    request.from = range.from;
    request.to = range.to;
    request.columns = m_columnModel.chosen();
    request.style = m_format->currentIndex() == 1 ? upkeep::CsvStyle{u';', u','} : upkeep::CsvStyle{u',', u'.'};
    request.titles = request.format == upkeep::ReportFormat::Csv;
    return request;
}

void ReportDialog::setRange(const TimeWindow::Range &range)
{
    m_span->setCurrentIndex(int(Span::Chosen));
    m_from->setDateTime(local(range.from));
    m_to->setDateTime(local(range.to));
}

void ReportDialog::applySpan()
{
    // The minute that runs counts: what has just happened belongs to the report.
    const QDateTime clock = QDateTime::currentDateTime().addSecs(60);
    const QDateTime now(clock.date(), QTime(clock.time().hour(), clock.time().minute()));
    const QDate today = QDate::currentDate();
    const QDate month(today.year(), today.month(), 1);
    const std::pair<QDateTime, QDateTime> ranges[] = {{now.addDays(-1), now},
                                                      {today.addDays(-1).startOfDay(), today.startOfDay()},
                                                      {now.addDays(-7), now},
                                                      {now.addDays(-30), now},
                                                      {month.addMonths(-1).startOfDay(), month.startOfDay()}};
    const int span = m_span->currentIndex();
    if (span < int(std::size(ranges))) {
        m_from->setDateTime(ranges[span].first);
        m_to->setDateTime(ranges[span].second);
    }
    updateForm();
}

void ReportDialog::updateForm()
{
    const bool once = m_repeat->currentIndex() == int(Repeat::Once);
    const bool chosen = m_span->currentIndex() == int(Span::Chosen);
    for (QWidget *widget : std::initializer_list<QWidget *>{m_labels.span, m_span})
        widget->setVisible(once);
    for (QWidget *widget : std::initializer_list<QWidget *>{m_labels.from, m_from, m_labels.to, m_to})
        widget->setVisible(once && chosen);
    for (QWidget *widget : std::initializer_list<QWidget *>{m_labels.folder, m_folder, m_labels.keep, m_keep})
        widget->setVisible(!once);
    for (QWidget *widget : std::initializer_list<QWidget *>{m_kind, m_span, m_from, m_to, m_format, m_repeat, m_folder,
                                                            m_keep, m_columns})
        widget->setEnabled(!isWriting());
    m_accept->setText(once ? tr("Save…") : tr("Schedule"));
    m_cancel->setText(isWriting() ? tr("Stop") : tr("Close"));
    m_progress->setVisible(isWriting());
    QString fault;
    if (m_columnModel.isNothingChosen())
        fault = tr("Tick at least one column.");
    else if (const Result<> good = upkeep::checkReport(request()); !good)
        fault = errorText(good.error());
    else if (!once && !QDir::isAbsolutePath(m_folder->text().trimmed()))
        fault = tr("Give the whole path of the folder.");
    m_accept->setEnabled(fault.isEmpty() && !isWriting());
    if (isWriting())
        return;
    say(fault, true);
    if (m_columnModel.isNothingChosen() || !upkeep::checkReport(request()))
        m_preview->clear();
    else
        m_preview->ask(request());
}

void ReportDialog::onAccept()
{
    if (m_repeat->currentIndex() == int(Repeat::Once))
        save();
    else
        schedule();
}

void ReportDialog::save()
{
    m_context.prompts.chooseTarget(this, tr("Save the report"), upkeep::reportFileName(request()),
                                   [this](const QString &path) {
                                       if (!path.isEmpty())
                                           write(path);
                                   });
}

void ReportDialog::write(const QString &path)
{
    m_writing.setFuture(m_context.commands.makeReport(request(), path));
    updateForm();
    say(tr("Reading…"), false);
}

void ReportDialog::onWritten()
{
    updateForm();
    if (m_writing.isCanceled() || m_writing.future().resultCount() == 0) {
        say(tr("Stopped. No file was written."), false);
        return;
    }
    const Result<upkeep::ReportDone> done = m_writing.result();
    if (!done)
        say(errorText(done.error()), true);
    else
        say(tr("%n row(s) written to %1", nullptr, int(done->rows)).arg(QDir::toNativeSeparators(done->path)), false);
}

void ReportDialog::schedule()
{
    const queue::NewSchedule schedule =
        scheduleOf(request(), static_cast<Repeat>(m_repeat->currentIndex()),
                   QDir::fromNativeSeparators(m_folder->text().trimmed()), m_keep->value());
    m_accept->setEnabled(false);
    whenDone(m_context.commands.addSchedule(schedule), this, [this](const Result<queue::Schedule> &added) {
        updateForm();
        if (!added)
            say(errorText(added.error()), true);
        else
            say(tr("Scheduled as “%1”; the next one comes %2.")
                    .arg(added->name,
                         added->nextRuns.isEmpty() ? QString() : HumanText::moment(added->nextRuns.constFirst())),
                false);
    });
}

void ReportDialog::say(const QString &text, bool fault)
{
    m_message->setText(text);
    m_message->setProperty("role", fault ? u"fault"_s : u"muted"_s);
    m_message->style()->polish(m_message);
}

void ReportDialog::reject()
{
    if (isWriting())
        m_writing.cancel();
    else
        QDialog::reject();
}

void ReportDialog::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    QDialog::changeEvent(event);
}

void ReportDialog::retranslate()
{
    setWindowTitle(tr("Report"));
    for (int i = 0; i < m_kind->count(); ++i)
        m_kind->setItemText(i, reportName(static_cast<upkeep::ReportKind>(i)));
    const QString spans[] = {tr("Last 24 h"),    tr("Yesterday"),  tr("Last 7 days"),
                             tr("Last 30 days"), tr("Last month"), tr("From … to …")};
    for (int i = 0; i < m_span->count(); ++i)
        m_span->setItemText(i, spans[i]);
    const QString formats[] = {tr("CSV, comma: 1.5"), tr("CSV, semicolon: 1,5"), u"JSON"_s};
    for (int i = 0; i < m_format->count(); ++i)
        m_format->setItemText(i, formats[i]);
    const QString repeats[] = {tr("Once, now"), tr("Every day at 06:00"), tr("Every Monday at 06:00"),
                               tr("On the 1st of every month at 06:00")};
    for (int i = 0; i < m_repeat->count(); ++i)
        m_repeat->setItemText(i, repeats[i]);
    retranslateForm();
    m_columnModel.refreshTexts();
    updateForm();
}

void ReportDialog::retranslateForm()
{
    m_labels.kind->setText(tr("Report"));
    m_labels.repeat->setText(tr("When"));
    m_labels.span->setText(tr("Time"));
    m_labels.from->setText(tr("From"));
    m_labels.to->setText(tr("To"));
    m_labels.folder->setText(tr("Folder"));
    m_labels.keep->setText(tr("Files kept"));
    m_labels.format->setText(tr("Format"));
    m_labels.columns->setText(tr("Columns"));
    m_folder->setToolTip(
        tr("On the computer %1, whose node makes the report").arg(m_context.commands.place().nodeName));
    m_keep->setToolTip(tr("Older reports of this kind in the folder are removed"));
    m_columns->setAccessibleName(tr("Columns"));
    m_preview->retranslate();
    m_format->setToolTip(
        tr("Excel opens the file right when this fits the computer's region: a semicolon where numbers "
           "are written 1,5"));
    for (QDateTimeEdit *edit : {m_from, m_to})
        edit->setDisplayFormat(HumanText::momentFormat());
}

} // namespace pult::ui
