// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dialogs/viewdialog.h"

#include "theme/icons.h"
#include "theme/metrics.h"

#include <QComboBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace pult::ui {

namespace {

constexpr int longestName = 60;

} // namespace

ViewDialog::ViewDialog(const QStringList &icons, const QString &filter, QWidget *parent)
    : QDialog(parent), m_filterText(filter), m_filter(new QLabel(this)), m_name(new QLineEdit(this)),
      m_icon(new QComboBox(this)), m_save(new QPushButton(this)), m_cancel(new QPushButton(this))
{
    setObjectName(u"viewDialog"_s);
    m_filter->setProperty("role", u"muted"_s);
    m_filter->setWordWrap(true);
    m_filter->setTextFormat(Qt::PlainText);
    m_name->setObjectName(u"viewName"_s);
    m_name->setMaxLength(longestName);
    m_icon->setObjectName(u"viewIcon"_s);
    for (const QString &name : icons)
        m_icon->addItem(icon(name.toLatin1().constData()), {}, name);
    m_save->setObjectName(u"viewSave"_s);
    m_save->setProperty("primary", true);
    m_save->setDefault(true);
    auto *line = new QHBoxLayout;
    line->setSpacing(gridStep);
    line->addWidget(m_icon);
    line->addWidget(m_name, 1);
    auto *buttons = new QHBoxLayout;
    buttons->addStretch(1);
    buttons->addWidget(m_cancel);
    buttons->addWidget(m_save);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(3 * gridStep, 2 * gridStep, 3 * gridStep, 2 * gridStep);
    layout->setSpacing(2 * gridStep);
    layout->addLayout(line);
    layout->addWidget(m_filter);
    layout->addLayout(buttons);
    setMinimumWidth(52 * gridStep);
    connect(m_name, &QLineEdit::textChanged, this, [this] { m_save->setEnabled(!name().isEmpty()); });
    connect(m_save, &QPushButton::clicked, this, &QDialog::accept);
    connect(m_cancel, &QPushButton::clicked, this, &QDialog::reject);
    m_save->setEnabled(false);
    m_name->setFocus();
    retranslate();
}

void ViewDialog::setView(const QString &name, const QString &iconName)
{
    m_name->setText(name);
    m_name->selectAll();
    m_icon->setCurrentIndex(std::max(0, m_icon->findData(iconName)));
}

QString ViewDialog::name() const
{
    return m_name->text().trimmed();
}

QString ViewDialog::iconName() const
{
    return m_icon->currentData().toString();
}

void ViewDialog::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    QDialog::changeEvent(event);
}

void ViewDialog::retranslate()
{
    setWindowTitle(tr("Save view"));
    m_filter->setText(m_filterText.isEmpty() ? tr("Filter: none, all tasks") : tr("Filter: %1").arg(m_filterText));
    m_name->setPlaceholderText(tr("Name of the view"));
    m_name->setAccessibleName(tr("Name of the view"));
    m_icon->setAccessibleName(tr("Icon"));
    m_save->setText(tr("Save"));
    m_cancel->setText(tr("Do not save"));
}

} // namespace pult::ui
