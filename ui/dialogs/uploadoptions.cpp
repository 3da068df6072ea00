// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dialogs/uploadoptions.h"

#include "models/humantext.h"
#include "theme/metrics.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDateTimeEdit>
#include <QHBoxLayout>
#include <QLabel>
#include <QSpinBox>
#include <QStyle>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace pult::ui {

namespace {

constexpr int mostMinutes = 30 * 24 * 60;
constexpr qint64 suggestedDelaySecs = 60 * 60;
constexpr queue::OnUnknown allChoices[] = {queue::OnUnknown::Ask, queue::OnUnknown::Retry, queue::OnUnknown::Skip};

QDateTime suggestedTime()
{
    const QDateTime later = QDateTime::currentDateTime().addSecs(suggestedDelaySecs);
    return {later.date(), {later.time().hour(), 0}};
}

} // namespace

UploadOptions::UploadOptions(QWidget *parent)
    : QWidget(parent), m_later(new QCheckBox(this)), m_runAt(new QDateTimeEdit(suggestedTime(), this)),
      m_spreadLabel(new QLabel(this)), m_spread(new QSpinBox(this)), m_draft(new QCheckBox(this)),
      m_unknownLabel(new QLabel(this)), m_unknown(new QComboBox(this)), m_remark(new QLabel(this))
{
    m_later->setObjectName(u"uploadLater"_s);
    m_runAt->setObjectName(u"uploadRunAt"_s);
    m_runAt->setCalendarPopup(true);
    m_runAt->setEnabled(false);
    m_spread->setObjectName(u"uploadSpread"_s);
    m_spread->setRange(0, mostMinutes);
    m_spread->setSingleStep(5);
    m_spreadLabel->setBuddy(m_spread);
    m_draft->setObjectName(u"uploadDraft"_s);
    m_unknown->setObjectName(u"uploadOnUnknown"_s);
    m_unknownLabel->setBuddy(m_unknown);
    for (int i = 0; i < 3; ++i)
        m_unknown->addItem(QString(), i);
    m_remark->setObjectName(u"remark%1"_s.arg(static_cast<int>(UploadField::Times)));
    m_remark->setWordWrap(true);
    m_remark->hide();
    auto *row = new QHBoxLayout;
    row->setSpacing(gridStep);
    for (QWidget *widget : std::initializer_list<QWidget *>{m_later, m_runAt, m_spreadLabel, m_spread})
        row->addWidget(widget);
    row->addStretch(1);
    for (QWidget *widget : std::initializer_list<QWidget *>{m_unknownLabel, m_unknown, m_draft})
        row->addWidget(widget);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(gridStep / 2);
    layout->addLayout(row);
    layout->addWidget(m_remark);
    connect(m_later, &QCheckBox::toggled, m_runAt, &QWidget::setEnabled);
    connect(m_later, &QCheckBox::toggled, this, &UploadOptions::changed);
    connect(m_draft, &QCheckBox::toggled, this, &UploadOptions::changed);
    connect(m_runAt, &QDateTimeEdit::dateTimeChanged, this, &UploadOptions::changed);
    connect(m_spread, &QSpinBox::valueChanged, this, &UploadOptions::changed);
    connect(m_unknown, &QComboBox::currentIndexChanged, this, &UploadOptions::changed);
    retranslate();
}

void UploadOptions::fill(UploadForm &form) const
{
    if (m_later->isChecked())
        form.runAt = fromMicros(m_runAt->dateTime().toMSecsSinceEpoch() * 1000);
    form.spread = std::chrono::minutes(m_spread->value());
    form.draft = m_draft->isChecked();
    form.onUnknown = allChoices[std::max(0, m_unknown->currentIndex())];
}

void UploadOptions::set(const UploadForm &form)
{
    m_later->setChecked(form.runAt.has_value());
    if (form.runAt)
        m_runAt->setDateTime(QDateTime::fromMSecsSinceEpoch(toMicros(*form.runAt) / 1000));
    m_spread->setValue(static_cast<int>(std::chrono::duration_cast<std::chrono::minutes>(form.spread).count()));
    m_draft->setChecked(form.draft);
    m_unknown->setCurrentIndex(static_cast<int>(
        std::find(std::begin(allChoices), std::end(allChoices), form.onUnknown) - std::begin(allChoices)));
}

void UploadOptions::showRemarks(const QList<UploadRemark> &remarks)
{
    QStringList lines;
    bool isFault = false;
    for (const UploadRemark &remark : remarks) {
        if (remark.field != UploadField::Times)
            continue;
        lines.append(UploadText::sentence(remark));
        isFault = isFault || remark.isFault();
    }
    m_remark->setText(lines.join(u'\n'));
    m_remark->setVisible(!lines.isEmpty());
    m_remark->setProperty("role", isFault ? u"fault"_s : u"warning"_s);
    m_remark->style()->polish(m_remark);
}

void UploadOptions::retranslate()
{
    m_later->setText(tr("Not before"));
    m_later->setToolTip(tr("No upload begins earlier"));
    m_runAt->setAccessibleName(tr("Not before"));
    m_runAt->setDisplayFormat(HumanText::momentFormat());
    m_spreadLabel->setText(tr("Spread over"));
    m_spread->setSuffix(tr(" min"));
    m_spread->setSpecialValueText(tr("no time"));
    m_spread->setToolTip(tr("The first upload begins at once or at the time given, the last so much later, the others "
                            "evenly between"));
    m_draft->setText(tr("As a draft"));
    m_draft->setToolTip(tr("Creates the uploads, but starts none until the batch is started"));
    m_unknownLabel->setText(tr("Outcome unknown:"));
    m_unknownLabel->setToolTip(tr("What becomes of an upload that was cut off while it published"));
    //: when an upload was cut off while it published
    m_unknown->setItemText(0, tr("ask"));
    //: when an upload was cut off while it published
    m_unknown->setItemText(1, tr("upload again"));
    //: when an upload was cut off while it published
    m_unknown->setItemText(2, tr("leave it"));
}

} // namespace pult::ui
