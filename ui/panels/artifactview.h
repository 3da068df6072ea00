// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/artifactmodel.h"
#include "panels/uicontext.h"

#include <QWidget>

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

    void setArtifacts(const QList<queue::Artifact> &artifacts);
    void retranslate();

Q_SIGNALS:
    void failed(const pult::Error &error);

private:
    void onCurrentChanged();
    void loadPicture(const queue::Artifact &artifact);
    void save();
    void write(const QString &path, const QByteArray &data);

    const UiContext &m_context;
    ArtifactModel m_model;
    TableView *m_table;
    EmptyState *m_empty;
    PictureView *m_picture;
    QPushButton *m_full;
    QPushButton *m_save;
    qint64 m_shown = 0; ///< the artifact in the picture
};

} // namespace pult::ui
