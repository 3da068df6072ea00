// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/artifactview.h"

#include "dialogs/prompts.h"
#include "panels/emptystate.h"
#include "panels/pictureview.h"
#include "panels/tableview.h"
#include "panels/wraplayout.h"
#include "theme/icons.h"
#include "theme/metrics.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QSaveFile>
#include <QVBoxLayout>
#include <QtConcurrent>
#include <base/whendone.h>

using namespace Qt::StringLiterals;

namespace pult::ui {

namespace {

void fillColumn(QVBoxLayout *column, QLabel *title, PictureView *picture)
{
    title->setProperty("role", u"muted"_s);
    title->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred); // a narrow dock stays narrow
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(gridStep / 2);
    column->addWidget(title);
    column->addWidget(picture, 1);
}

} // namespace

ArtifactView::ArtifactView(const UiContext &context, QWidget *parent)
    : QWidget(parent), m_context(context), m_table(new TableView(this)), m_empty(new EmptyState("image", m_table)),
      m_title(new QLabel(this)), m_picture(new PictureView(this)), m_goodBox(new QWidget(this)),
      m_goodTitle(new QLabel(m_goodBox)), m_goodPicture(new PictureView(m_goodBox)), m_full(new QPushButton(this)),
      m_save(new QPushButton(this))
{
    setObjectName(u"artifactView"_s);
    m_table->setObjectName(u"artifactTable"_s);
    m_table->setTable(&m_model);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->horizontalHeader()->hide();
    m_table->setStretchColumn(ArtifactModel::Name);
    m_table->setEmptyState(m_empty);
    m_full->setObjectName(u"pictureFull"_s);
    m_full->setIcon(icon("image"));
    m_save->setObjectName(u"artifactSave"_s);
    m_save->setIcon(icon("save"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, gridStep);
    layout->setSpacing(gridStep);
    layout->addWidget(m_table, 1);
    m_goodPicture->setObjectName(u"goodPicture"_s);
    auto *goodLayout = new QVBoxLayout(m_goodBox);
    auto *ownLayout = new QVBoxLayout;
    fillColumn(goodLayout, m_goodTitle, m_goodPicture);
    fillColumn(ownLayout, m_title, m_picture);
    m_goodBox->hide();
    auto *pictures = new QHBoxLayout;
    pictures->setContentsMargins(gridStep, 0, gridStep, 0);
    pictures->setSpacing(gridStep);
    pictures->addLayout(ownLayout, 1);
    pictures->addWidget(m_goodBox, 1);
    layout->addLayout(pictures, 3);
    auto *buttons = new WrapLayout;
    buttons->addWidget(m_full);
    buttons->addWidget(m_save);
    auto *foot = new QHBoxLayout;
    foot->setContentsMargins(gridStep, 0, gridStep, 0);
    foot->addLayout(buttons);
    layout->addLayout(foot);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &ArtifactView::onCurrentChanged);
    connect(m_save, &QPushButton::clicked, this, &ArtifactView::save);
    const auto open = [this] {
        showPicture(m_picture->picture(), m_model.rowAt(m_table->currentModelRow()).name, this);
    };
    connect(m_full, &QPushButton::clicked, this, open);
    connect(m_picture, &PictureView::clicked, this, open);
    connect(m_goodPicture, &PictureView::clicked, this,
            [this] { showPicture(m_goodPicture->picture(), m_goodTitle->text(), this); });
    retranslate();
    onCurrentChanged();
}

void ArtifactView::setArtifacts(const QList<queue::Artifact> &artifacts, const QList<queue::Artifact> &good)
{
    if (artifacts == m_model.rows() && good == m_good)
        return;
    m_good = good;
    m_model.setRows(artifacts);
    if (m_table->currentModelRow() < 0 && m_model.rowCount() > 0) {
        // The newest picture is what one wants to see first.
        int row = m_model.rowCount() - 1;
        while (row > 0 && !m_model.rowAt(row).mimeType.startsWith(u"image/"))
            --row;
        m_table->selectModelRow(row);
    }
    onCurrentChanged();
}

void ArtifactView::retranslate()
{
    m_empty->setTexts(tr("A failed run keeps a picture of the page, its HTML and its console here."));
    m_table->setAccessibleName(tr("Files of the run"));
    m_full->setText(tr("Full size"));
    m_save->setText(tr("Save…"));
    m_title->setText(tr("This run:"));
    m_goodTitle->setText(tr("The last good run:"));
    m_model.refreshTexts();
}

void ArtifactView::onCurrentChanged()
{
    const int row = m_table->currentModelRow();
    const bool any = row >= 0 && row < m_model.rowCount();
    const bool isImage = any && m_model.rowAt(row).mimeType.startsWith(u"image/");
    // A short list leaves the room to the picture; without a picture it takes the rest.
    const auto heightOf = [this](int rows) { return std::min(rows, m_model.rowCount()) * ui::rowHeight + 2; };
    m_table->setMinimumHeight(isImage ? heightOf(3) : 0); // no half a row
    m_table->setMaximumHeight(isImage ? heightOf(4) : QWIDGETSIZE_MAX);
    m_save->setVisible(any);
    m_full->setVisible(isImage);
    m_picture->setVisible(isImage);
    const qint64 id = any ? m_model.rowAt(row).id : 0;
    const qint64 good = isImage ? goodBeside(m_model.rowAt(row).name) : 0;
    m_goodBox->setVisible(good > 0);
    m_title->setVisible(good > 0);
    if (good != m_shownGood) {
        m_shownGood = good;
        m_goodPicture->setPicture({});
        if (good > 0)
            loadPicture(good, m_goodPicture);
    }
    if (id == m_shown)
        return;
    m_shown = id;
    m_picture->setPicture({});
    if (isImage)
        loadPicture(id, m_picture);
}

qint64 ArtifactView::goodBeside(const QString &name) const
{
    qint64 last = 0;
    for (const queue::Artifact &artifact : m_good) {
        if (!artifact.mimeType.startsWith(u"image/"))
            continue;
        if (artifact.name == name)
            return artifact.id;
        last = artifact.id;
    }
    return last;
}

void ArtifactView::loadPicture(qint64 id, PictureView *into)
{
    const auto isWanted = [this, id, into] { return id == (into == m_picture ? m_shown : m_shownGood); };
    whenDone(m_context.commands.artifact(id), this, [this, into, isWanted](const Result<queue::Artifact> &whole) {
        if (!isWanted())
            return;
        if (!whole) {
            Q_EMIT failed(whole.error());
            return;
        }
        // Decoding takes longer than the GUI thread has.
        whenDone(QtConcurrent::run([data = whole->data] { return QImage::fromData(data); }), this,
                 [into, isWanted](const QImage &picture) {
                     if (isWanted())
                         into->setPicture(picture, tr("This picture cannot be shown."));
                 });
    });
}

void ArtifactView::save()
{
    const int row = m_table->currentModelRow();
    if (row < 0)
        return;
    const queue::Artifact artifact = m_model.rowAt(row);
    m_context.prompts.chooseTarget(this, tr("Save %1").arg(artifact.name), artifact.name,
                                   [this, artifact](QString path) {
                                       whenDone(m_context.commands.artifact(artifact.id), this,
                                                [this, path](const Result<queue::Artifact> &whole) {
                                                    if (!whole)
                                                        Q_EMIT failed(whole.error());
                                                    else
                                                        write(path, whole->data);
                                                });
                                   });
}

void ArtifactView::write(const QString &path, const QByteArray &data)
{
    const QFuture<Result<>> written = QtConcurrent::run([path, data]() -> Result<> {
        QSaveFile file(path);
        if (!file.open(QIODevice::WriteOnly) || file.write(data) != data.size() || !file.commit())
            return fail(ErrorKind::Disk, "file_not_written", {path, file.errorString()});
        return {};
    });
    whenDone(written, this, [this](const Result<> &result) {
        if (!result)
            Q_EMIT failed(result.error());
    });
}

} // namespace pult::ui
