// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/uploadfiles.h"
#include "models/uploadpreviewmodel.h"
#include "panels/uicontext.h"

#include <QDialog>

class QLabel;
class QMenu;
class QPushButton;
class QTabWidget;
class QTimer;

namespace pult::ui {

class Banner;
class EmptyState;
class TableView;
class UploadContent;
class UploadOptions;

/// Asks for a flow, profiles and media, or a table of them, shows what would be made with its problems, and creates the
/// batch. GUI thread.
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
    QWidget *makePreview();
    QLayout *makeButtons();
    void makeTemplateMenu();
    void retranslate();
    void onChanged();
    void check();
    void onChecked(const UploadCheck &check);
    void updateSummary();
    void updateProblem();
    void create();
    void takeFiles(const QStringList &paths);
    void onFiles(const UploadFiles &files);
    void loadTemplate(const QString &path);
    void saveTemplate();
    void editFlow(const QString &path);
    void showFailure(const Error &error);

    const UiContext &m_context;
    QTimer *m_checkTimer;
    quint64 m_checkNumber = 0;
    std::optional<UploadCheck> m_check; ///< of the form as it stands; nullopt while it is being looked at
    UploadPreviewModel m_rows;
    SortProxy m_rowOrder;
    bool m_creating = false;

    Banner *m_failure;
    QTabWidget *m_tabs;
    UploadContent *m_content;
    TableView *m_preview = nullptr;
    EmptyState *m_noRows = nullptr;
    QLabel *m_problem = nullptr; ///< of the chosen row, whole
    UploadOptions *m_options;
    QPushButton *m_template = nullptr;
    QMenu *m_templateMenu = nullptr;
    QLabel *m_summary = nullptr;
    QPushButton *m_create = nullptr;
    QPushButton *m_cancel = nullptr;
};

} // namespace pult::ui
