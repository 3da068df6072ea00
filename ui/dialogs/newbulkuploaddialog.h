// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/profilemodel.h"
#include "models/uploadcheck.h"
#include "panels/uicontext.h"

#include <QDialog>
#include <QHash>

class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;
class QTimer;

namespace pult::ui {

class Banner;
class DropList;
class EmptyState;
class TableView;

/// Asks for a flow, profiles and media, says at once what is missing, and creates the batch. GUI thread.
class NewBulkUploadDialog final : public QDialog
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(NewBulkUploadDialog)

public:
    explicit NewBulkUploadDialog(const UiContext &context, QWidget *parent);

    void setForm(const UploadForm &form);
    UploadForm form() const;

Q_SIGNALS:
    void created(const pult::queue::Batch &batch);

protected:
    void changeEvent(QEvent *event) override;
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dropEvent(QDropEvent *event) override;

private:
    QWidget *makeLeft();
    QWidget *makeRight();
    QLayout *makeFlowRow(QWidget *parent);
    QLayout *makeMediaButtons(QWidget *parent);
    QLayout *makeButtons();
    QLabel *makeTitle(QWidget *parent);
    QLabel *makeRemark(UploadField field, QWidget *parent);
    void retranslate();
    void loadProfiles();
    void check();
    void onChecked(const UploadCheck &check);
    void updateRemarks();
    void updateSummary();
    void create();

    const UiContext &m_context;
    ProfileModel m_profiles;
    SortProxy m_profileOrder;
    QTimer *m_checkTimer;
    quint64 m_checkNumber = 0;
    std::optional<UploadCheck> m_check; ///< of the form as it stands; nullopt while it is being looked at
    QList<UploadRemark> m_shownRemarks;
    std::optional<Error> m_profilesError;
    bool m_profilesLoading = false;
    bool m_creating = false;

    Banner *m_failure = nullptr;
    QList<QLabel *> m_titles;
    QHash<UploadField, QLabel *> m_remarks;
    QLineEdit *m_flow = nullptr;
    QPushButton *m_flowBrowse = nullptr;
    DropList *m_media = nullptr;
    QPushButton *m_mediaAdd = nullptr;
    QPushButton *m_mediaRemove = nullptr;
    QPlainTextEdit *m_caption = nullptr;
    QLineEdit *m_tags = nullptr;
    TableView *m_profileTable = nullptr;
    EmptyState *m_profilesEmpty = nullptr;
    QLineEdit *m_otherProfiles = nullptr;
    QLabel *m_summary = nullptr;
    QPushButton *m_create = nullptr;
    QPushButton *m_cancel = nullptr;
};

} // namespace pult::ui
