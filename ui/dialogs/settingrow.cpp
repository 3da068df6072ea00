// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dialogs/settingrow.h"

#include "theme/icons.h"
#include "theme/metrics.h"

#include <QComboBox>
#include <QEvent>
#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QSignalBlocker>
#include <QStyle>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace pult::ui {

namespace {

constexpr int titleWidth = 34 * gridStep;

QLabel *makeLabel(const char *role, QWidget *parent)
{
    auto *label = new QLabel(parent);
    label->setProperty("role", QString::fromLatin1(role));
    label->setWordWrap(true);
    label->setTextFormat(Qt::PlainText);
    return label;
}

QStringList choicesOf(const SettingSpec &spec)
{
    return spec.type == SettingType::Boolean ? QStringList{u"true"_s, u"false"_s}
                                             : QString::fromLatin1(spec.choices).split(u'|');
}

} // namespace

SettingRow::SettingRow(const SettingSpec &spec, SettingsBuffer &buffer, QWidget *parent)
    : QWidget(parent), m_spec(spec), m_buffer(buffer), m_layout(new QGridLayout(this)), m_title(makeLabel("", this)),
      m_name(makeLabel("muted", this)), m_note(makeLabel("muted", this)), m_fault(makeLabel("fault", this)),
      m_reset(new QToolButton(this))
{
    const QString name = QString::fromLatin1(spec.name);
    setObjectName(u"setting_"_s + name);
    m_note->setObjectName(u"settingNote"_s);
    m_fault->setObjectName(u"settingFault"_s);
    m_reset->setObjectName(u"settingReset"_s);
    m_reset->setIcon(icon("retry", Tone::Muted));
    m_name->setText(name);
    m_name->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_title->setFixedWidth(titleWidth);
    m_name->setFixedWidth(titleWidth);
    m_layout->setContentsMargins(0, gridStep, 0, gridStep);
    m_layout->setHorizontalSpacing(gridStep);
    m_layout->setVerticalSpacing(2);
    m_layout->addWidget(m_title, 0, 0);
    m_layout->addWidget(m_name, 1, 0, 2, 1, Qt::AlignTop);
    m_layout->addWidget(m_reset, 0, 3);
    m_layout->addWidget(m_note, 1, 1, 1, 3);
    m_layout->addWidget(m_fault, 2, 1, 1, 3);
    m_layout->setColumnStretch(1, 1);
    if (spec.type == SettingType::Boolean || spec.type == SettingType::Choice)
        makeCombo();
    else
        makeLine();
    connect(m_reset, &QToolButton::clicked, this, [this] { m_buffer.reset(m_spec); });
    retranslate();
}

void SettingRow::makeCombo()
{
    m_combo = new QComboBox(this);
    m_combo->setObjectName(u"settingField"_s);
    m_combo->setFocusPolicy(Qt::StrongFocus);
    m_combo->installEventFilter(this);
    m_layout->addWidget(m_combo, 0, 1);
    m_title->setBuddy(m_combo);
    connect(m_combo, &QComboBox::currentIndexChanged, this,
            [this] { m_buffer.edit(m_spec, m_combo->currentData().toString()); });
}

void SettingRow::makeLine()
{
    m_line = new QLineEdit(this);
    m_line->setObjectName(u"settingField"_s);
    if (m_spec.type == SettingType::Secret)
        m_line->setEchoMode(QLineEdit::Password);
    m_layout->addWidget(m_line, 0, 1);
    m_title->setBuddy(m_line);
    if (m_spec.type == SettingType::Path) {
        m_browse = new QToolButton(this);
        m_browse->setObjectName(u"settingBrowse"_s);
        m_browse->setIcon(icon("folder"));
        m_layout->addWidget(m_browse, 0, 2);
        connect(m_browse, &QToolButton::clicked, this, [this] { Q_EMIT browseRequested(this); });
    }
    connect(m_line, &QLineEdit::textEdited, this, [this](const QString &text) { m_buffer.edit(m_spec, text); });
}

void SettingRow::setValue(const QString &value)
{
    m_buffer.edit(m_spec, value);
}

QString SettingRow::note() const
{
    QStringList parts;
    if (m_buffer.isOverridden(m_spec))
        parts.append(tr("Overridden: %1 comes from the %2 and is in effect.")
                         .arg(m_buffer.effective(m_spec), SettingTexts::sourceName(m_buffer.source(m_spec))));
    else if (m_buffer.hasStoredSecret(m_spec))
        parts.append(tr("Set; shown nowhere."));
    else if (m_buffer.isChanged(m_spec))
        parts.append(tr("Changed, not written yet."));
    else if (!m_buffer.edited(m_spec).isEmpty())
        parts.append(tr("From the settings file."));
    const QString rule = SettingTexts::rule(m_spec);
    if (!rule.isEmpty() && m_buffer.fault(m_spec).isEmpty())
        parts.append(rule);
    return parts.join(u' ');
}

void SettingRow::refresh()
{
    const QString value = m_buffer.edited(m_spec);
    if (m_combo) {
        const QSignalBlocker quiet(m_combo);
        m_combo->setCurrentIndex(std::max(0, m_combo->findData(value.toLower())));
    } else if (m_line->text().trimmed() != value) {
        m_line->setText(value);
    }
    const QString fault = m_buffer.fault(m_spec);
    if (m_line && m_line->property("invalid").toBool() == fault.isEmpty()) {
        m_line->setProperty("invalid", !fault.isEmpty());
        m_line->style()->polish(m_line);
    }
    m_fault->setText(fault);
    m_fault->setVisible(!fault.isEmpty());
    m_note->setText(note());
    m_note->setVisible(!m_note->text().isEmpty());
    m_note->setProperty("role", m_buffer.isOverridden(m_spec) ? u"warning"_s : u"muted"_s);
    m_note->style()->polish(m_note);
    m_reset->setEnabled(m_buffer.canReset(m_spec));
}

void SettingRow::fillCombo()
{
    const QSignalBlocker quiet(m_combo);
    m_combo->clear();
    // What has no default of its own is found out.
    const QString usual = QString::fromLatin1(m_spec.defaultValue);
    m_combo->addItem(tr("Default: %1").arg(SettingTexts::choice(usual.isEmpty() ? u"auto"_s : usual)), QString());
    for (const QString &choice : choicesOf(m_spec))
        m_combo->addItem(SettingTexts::choice(choice), choice);
}

void SettingRow::retranslate()
{
    const QString title = SettingTexts::title(m_spec);
    m_title->setText(title);
    const QString usual = QString::fromLatin1(m_spec.defaultValue);
    if (m_combo)
        fillCombo();
    else
        m_line->setPlaceholderText(usual.isEmpty() ? tr("Not set") : tr("Default: %1").arg(usual));
    for (QWidget *field : {static_cast<QWidget *>(m_combo), static_cast<QWidget *>(m_line)}) {
        if (field) {
            field->setAccessibleName(title);
            field->setAccessibleDescription(m_name->text());
        }
    }
    m_reset->setToolTip(tr("Take the default back"));
    m_reset->setAccessibleName(tr("Take the default of “%1” back").arg(title));
    if (m_browse) {
        m_browse->setToolTip(tr("Choose a file"));
        m_browse->setAccessibleName(tr("Choose a file for “%1”").arg(title));
    }
    refresh();
}

bool SettingRow::eventFilter(QObject *watched, QEvent *event)
{
    // A wheel that scrolls the page must not change what it passes.
    if (event->type() == QEvent::Wheel && watched == m_combo && !m_combo->hasFocus()) {
        event->ignore();
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

void SettingRow::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    QWidget::changeEvent(event);
}

} // namespace pult::ui
