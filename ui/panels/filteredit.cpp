// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/filteredit.h"

#include "theme/colours.h"
#include "theme/metrics.h"

#include <node/filterline.h>

#include <QAbstractItemView>
#include <QCompleter>
#include <QKeyEvent>
#include <QPainter>
#include <QStringListModel>

using namespace Qt::StringLiterals;

namespace pult::ui {

namespace {

constexpr int mostOffers = 50;

} // namespace

FilterEdit::FilterEdit(QWidget *parent)
    : QLineEdit(parent), m_offers(new QStringListModel(this)), m_completer(new QCompleter(m_offers, this))
{
    // Not setCompleter(): it would complete the whole line, and here a word is completed.
    m_completer->setWidget(this);
    m_completer->setCompletionMode(QCompleter::UnfilteredPopupCompletion);
    m_completer->setMaxVisibleItems(12);
    m_completer->popup()->setObjectName(u"filterOffers"_s);
    connect(m_completer, qOverload<const QString &>(&QCompleter::activated), this, &FilterEdit::insertOffer);
    connect(this, &QLineEdit::textEdited, this, &FilterEdit::offer);
    setValues(u"state"_s, {u"running"_s, u"waiting"_s, u"failed"_s, u"completed"_s, u"cancelled"_s, u"retryable"_s,
                           u"scheduled"_s, u"available"_s, u"draft"_s, u"discarded"_s});
    setValues(u"unknown"_s, {u"yes"_s, u"no"_s});
    setValues(u"age"_s, {u">10min"_s, u">1h"_s, u">1d"_s, u"<10min"_s, u"<1h"_s});
    setValues(u"attempt"_s, {u"1"_s, u">=2"_s, u">=3"_s});
    setValues(u"priority"_s, {u">0"_s, u"<0"_s, u"0"_s});
    for (const QString &key : {u"created"_s, u"started"_s, u"finished"_s})
        setValues(key, {u"today"_s, u"yesterday"_s, u"<1h"_s, u"<1d"_s});
}

void FilterEdit::setValues(const QString &key, const QStringList &values)
{
    m_values.insert(key, values);
}

QStringList FilterEdit::offers() const
{
    const node::FilterWord word = node::filterWordAt(text(), cursorPosition());
    QStringList list;
    if (word.key.isEmpty()) {
        // A word that is a key already is about to get its colon.
        for (const QString &key : node::filterKeys()) {
            if (!word.value.isEmpty() && key.startsWith(word.value, Qt::CaseInsensitive))
                list.append(key + u':');
        }
        return list;
    }
    for (const QString &value : m_values.value(word.key)) {
        const bool fits = value.contains(word.value, Qt::CaseInsensitive);
        if (fits && value.compare(word.value, Qt::CaseInsensitive) != 0 && list.size() < mostOffers)
            list.append(value);
    }
    return list;
}

void FilterEdit::offer()
{
    m_offers->setStringList(offers());
    if (m_offers->rowCount() == 0) {
        m_completer->popup()->hide();
        return;
    }
    QRect place = cursorRect();
    place.setWidth(30 * gridStep);
    m_completer->complete(place);
}

void FilterEdit::insertOffer(const QString &offered)
{
    const node::FilterWord word = node::filterWordAt(text(), cursorPosition());
    const QString before = text().mid(word.position, cursorPosition() - word.position);
    QString whole;
    if (word.key.isEmpty()) {
        whole = offered;
    } else {
        const qsizetype kept = std::max(before.indexOf(u':'), before.lastIndexOf(u',')) + 1;
        const bool isComparison = offered.startsWith(u'>') || offered.startsWith(u'<');
        whole = before.left(kept) + (isComparison ? offered : node::quotedForFilter(offered)) + u' ';
    }
    setSelection(word.position, word.length);
    insert(whole);
    // After a key its values are offered.
    if (word.key.isEmpty())
        offer();
}

void FilterEdit::keyPressEvent(QKeyEvent *event)
{
    const bool open = m_completer->popup()->isVisible();
    if (open && (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter || event->key() == Qt::Key_Escape)) {
        event->ignore(); // the popup's
        return;
    }
    if (event->key() == Qt::Key_Space && event->modifiers() == Qt::ControlModifier) {
        offer();
        return;
    }
    QLineEdit::keyPressEvent(event);
}

void FilterEdit::setFault(std::optional<Span> fault)
{
    m_fault = fault;
    update();
}

int FilterEdit::xOf(int position) const
{
    const int ahead = fontMetrics().horizontalAdvance(text().left(position)) -
                      fontMetrics().horizontalAdvance(text().left(cursorPosition()));
    return cursorRect().center().x() + ahead;
}

int FilterEdit::faultX() const
{
    return m_fault ? std::clamp(xOf(m_fault->position), 0, width()) : 0;
}

void FilterEdit::paintEvent(QPaintEvent *event)
{
    QLineEdit::paintEvent(event);
    if (!m_fault)
        return;
    QPainter painter(this);
    const int begin = std::clamp(xOf(m_fault->position), gridStep, width() - gridStep);
    const int end = std::clamp(xOf(m_fault->position + m_fault->length), begin + gridStep, width());
    painter.setPen(QPen(currentColours().tone(Tone::Failed), 2));
    const int y = height() - gridStep / 2 - 1;
    painter.drawLine(begin, y, end, y);
}

} // namespace pult::ui
