// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tour.h"

#include <models/timewindow.h>
#include <panels/taskspanel.h>

#include <QApplication>
#include <QDialog>
#include <QPainter>
#include <QPointer>
#include <QScreen>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace pult::test {

namespace {

constexpr auto lookEvery = 60ms;
constexpr int looksAtMost = 100;
constexpr int restNeeded = 3;
constexpr int thumbWidth = 480;
constexpr int thumbColumns = 4;

} // namespace

Tour::Tour(ui::GuiApp &gui, QList<Stop> stops, QString folder)
    : m_gui(gui), m_stops(std::move(stops)), m_folder(std::move(folder))
{
    connect(&m_timer, &QTimer::timeout, this, &Tour::look);
}

void Tour::begin()
{
    nextStop();
    m_timer.start(lookEvery);
}

void Tour::stay(const QString &name)
{
    m_stays = true;
    for (qsizetype i = 0; i < m_stops.size(); ++i) {
        if (m_stops.at(i).name == name)
            m_stop = i - 1;
    }
    begin();
}

void Tour::nextStop()
{
    clear();
    ++m_stop;
    m_step = 0;
    m_looks = 0;
    m_equal = 0;
    m_last = {};
    if (m_stop < m_stops.size()) {
        m_stops.at(m_stop).steps.first().act();
        return;
    }
    m_timer.stop();
    writeSheet();
    Q_EMIT finished(m_missed);
}

void Tour::look()
{
    const Stop &stop = m_stops.at(m_stop);
    const bool late = ++m_looks > looksAtMost;
    if (!late && !stop.steps.at(m_step).done())
        return;
    if (!late && m_step + 1 < stop.steps.size()) {
        ++m_step;
        stop.steps.at(m_step).act();
        return;
    }
    if (m_stays) {
        m_timer.stop();
        return;
    }
    const QImage now = m_gui.window().screen()->grabWindow(0).toImage();
    m_equal = now == m_last ? m_equal + 1 : 0;
    m_last = now;
    if (m_equal < restNeeded && !late)
        return;
    if (!stop.steps.at(m_step).done() || m_step + 1 < stop.steps.size()) {
        fprintf(stderr, "%s: not reached\n", qPrintable(stop.name)); // not into the log that is shown
        ++m_missed;
    }
    take();
    nextStop();
}

void Tour::take()
{
    const QString &name = m_stops.at(m_stop).name;
    const QString path = m_folder + u'/' + name + u".png"_s;
    if (!m_last.save(path))
        qFatal("cannot write %s", qPrintable(path));
    m_thumbs.append({name, m_last.scaledToWidth(thumbWidth, Qt::SmoothTransformation)});
}

void Tour::writeSheet() const
{
    if (m_thumbs.isEmpty())
        return;
    constexpr int gap = 16;
    constexpr int caption = 24;
    const QSize cell(thumbWidth + gap, m_thumbs.first().second.height() + caption + gap);
    const auto rows = static_cast<int>((m_thumbs.size() + thumbColumns - 1) / thumbColumns);
    QImage sheet(cell.width() * thumbColumns + gap, cell.height() * rows + gap, QImage::Format_RGB32);
    sheet.fill(0x808080);
    QPainter painter(&sheet);
    painter.setPen(Qt::white);
    for (int i = 0; i < m_thumbs.size(); ++i) {
        const QPoint at(gap + i % thumbColumns * cell.width(), gap + i / thumbColumns * cell.height());
        painter.drawText(QRect(at, QSize(thumbWidth, caption)), Qt::AlignVCenter, m_thumbs.at(i).first);
        painter.drawImage(at + QPoint(0, caption), m_thumbs.at(i).second);
    }
    painter.end();
    sheet.save(m_folder + u"/sheet.png"_s);
}

/// Leaves nothing of a stop behind.
void Tour::clear()
{
    while (QWidget *popup = QApplication::activePopupWidget())
        popup->close();
    QList<QPointer<QDialog>> dialogs;
    for (QWidget *widget : QApplication::topLevelWidgets())
        dialogs.append(qobject_cast<QDialog *>(widget));
    // Closed, they would ask what is to become of what is not saved; and one may take others with it.
    for (const QPointer<QDialog> &dialog : std::as_const(dialogs))
        delete dialog;
    m_gui.timeWindow().clear();
    m_gui.window().tasks().setFilterText({});
}

} // namespace pult::test
