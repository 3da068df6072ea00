// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QImage>
#include <QWidget>

namespace pult::ui {

/// A picture scaled down to fit; a click shows it whole in a window of its own. GUI thread.
class PictureView final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(PictureView)

public:
    explicit PictureView(QWidget *parent = nullptr);

    /// A null picture shows `instead`.
    void setPicture(const QImage &picture, const QString &instead = {});
    const QImage &picture() const { return m_picture; }

Q_SIGNALS:
    void clicked();

protected:
    void paintEvent(QPaintEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;

private:
    QImage m_picture;
    QImage m_scaled; ///< as it was last painted; null: not yet
    QString m_instead;
};

/// Opens a picture in a window with scroll bars.
void showPicture(const QImage &picture, const QString &title, QWidget *parent);

} // namespace pult::ui
