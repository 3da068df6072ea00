// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/artifactmodel.h"
#include "panels/uicontext.h"

#include <QWidget>

class QLabel;
class QPushButton;

namespace pult::ui {

class EmptyState;
class PictureView;
class TableView;

/// What the runs of a task left behind: pictures of the page, its HTML, its console. GUI thread.
class ArtifactView final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ArtifactView)

public:
    explicit ArtifactView(const UiContext &context, QWidget *parent = nullptr);

    /// `good`: of the last run that went well, to compare with.
    void setArtifacts(const QList<queue::Artifact> &artifacts, const QList<queue::Artifact> &good);
    void retranslate();

Q_SIGNALS:
    void failed(const pult::Error &error);

private:
    void onCurrentChanged();
    void loadPicture(qint64 id, PictureView *into);
    /// The picture of the good run that belongs beside the shown one; 0: none.
    qint64 goodBeside(const QString &name) const;
    void save();
    void write(const QString &path, const QByteArray &data);

    const UiContext &m_context;
    ArtifactModel m_model;
    TableView *m_table;
    EmptyState *m_empty;
    QLabel *m_title; ///< only beside a good run's
    PictureView *m_picture;
    QList<queue::Artifact> m_good;
    QWidget *m_goodBox;
    QLabel *m_goodTitle;
    PictureView *m_goodPicture;
    QPushButton *m_full;
    QPushButton *m_save;
    qint64 m_shown = 0;     ///< the artifact in the picture
    qint64 m_shownGood = 0; ///< the one beside it
};

} // namespace pult::ui
