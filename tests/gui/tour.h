// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "scene.h"

#include <guiapp.h>
#include <mainwindow.h>

#include <QImage>
#include <QTimer>

namespace pult::test {

/// Shows the window's panels and dialogs one after the other and takes a picture of the screen whenever what is meant
/// to be seen is there and the picture has come to rest. GUI thread; pictures only.
class Tour final : public QObject
{
    Q_OBJECT

public:
    /// Something to do, and how to know that it has come about.
    struct Step
    {
        std::function<void()> act;
        std::function<bool()> done = [] { return true; };
    };
    struct Stop
    {
        QString name;
        QList<Step> steps;
    };

    Tour(ui::GuiApp &gui, QList<Stop> stops, QString folder);

    /// Pictures of all stops, and `sheet.png` with all of them in small; then finished().
    void begin();
    /// Goes to one stop and stays there.
    void stay(const QString &name);

Q_SIGNALS:
    void finished(int missed);

private:
    void look();
    void nextStop();
    void take();
    void writeSheet() const;
    void clear();

    ui::GuiApp &m_gui;
    const QList<Stop> m_stops;
    const QString m_folder;
    QTimer m_timer;
    qsizetype m_stop = -1;
    qsizetype m_step = 0;
    int m_looks = 0;  ///< at this stop
    int m_equal = 0;  ///< pictures in a row that were the same
    int m_missed = 0; ///< stops that did not come about
    bool m_stays = false;
    QImage m_last;
    QList<QPair<QString, QImage>> m_thumbs;
};

/// Every panel and dialog of a window over a filled scene.
QList<Tour::Stop> filledStops(ui::GuiApp &gui, Scene &scene);
/// What is around them: settings before they are written, a picture in full, the tray. `failure`: a task with pictures.
QList<Tour::Stop> aroundStops(ui::GuiApp &gui, queue::Id failure);
/// What a window says over an empty database, and in the end over one that has gone away.
QList<Tour::Stop> emptyStops(ui::GuiApp &gui, Scene &scene);
/// Fills the scene and takes its database away. Nothing can be shown after that.
Tour::Stop outageStop(ui::GuiApp &gui, Scene &scene);

} // namespace pult::test
