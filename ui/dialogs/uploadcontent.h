// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/profilemodel.h"
#include "models/uploadcheck.h"
#include "panels/uicontext.h"

#include <QHash>
#include <QWidget>

class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;
class QStackedWidget;

namespace pult::ui {

class DropList;
class EmptyState;
class TableView;

/// What a bulk upload is made of: flow, media, texts and profiles, or a table instead of media and profiles, each with
/// what is to be said about it. GUI thread.
class UploadContent final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(UploadContent)

public:
    UploadContent(const UiContext &context, QWidget *parent);

    /// Puts its part into `form`.
    void fill(UploadForm &form) const;
    void set(const UploadForm &form);
    void setFlow(const QString &path);
    void setTable(const QString &path);
    void addMedia(const QStringList &files);
    /// Ids that the provider lists; nullopt: not known (yet).
    std::optional<QSet<QString>> knownProfiles() const;
    void showRemarks(const QList<UploadRemark> &remarks);
    void retranslate();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

Q_SIGNALS:
    void changed();
    void flowWanted(const QString &path); ///< to be looked at and edited

private:
    QWidget *makeLeft();
    QWidget *makeMedia(QWidget *parent);
    QWidget *makeRight();
    QWidget *makeProfiles(QWidget *parent);
    QLayout *makeFlowRow(QWidget *parent);
    QLayout *makeMediaButtons(QWidget *parent);
    QLabel *makeTitle(QWidget *parent);
    QLabel *makeRemark(UploadField field, QWidget *parent);
    void loadProfiles();
    void onProfileClicked(const QModelIndex &index);
    void tickSelected();
    void updateProfilesText();

    const UiContext &m_context;
    ProfileModel m_profiles;
    SortProxy m_profileOrder;
    std::optional<Error> m_profilesError;
    bool m_profilesLoading = false;
    bool m_profilesKnown = false;
    QStringList m_checkedAtPress;
    QString m_tablePath;

    QList<QLabel *> m_titles;
    QHash<UploadField, QLabel *> m_remarks;
    QLineEdit *m_flow = nullptr;
    QPushButton *m_flowBrowse = nullptr;
    QPushButton *m_flowEdit = nullptr;
    QWidget *m_mediaBox = nullptr;
    DropList *m_media = nullptr;
    QPushButton *m_mediaAdd = nullptr;
    QPushButton *m_mediaRemove = nullptr;
    QPlainTextEdit *m_caption = nullptr;
    QLineEdit *m_tags = nullptr;
    QStackedWidget *m_source = nullptr; ///< the form's profiles, or that there is a table
    TableView *m_profileTable = nullptr;
    EmptyState *m_profilesEmpty = nullptr;
    QLineEdit *m_otherProfiles = nullptr;
    QPushButton *m_tableBrowse = nullptr;
    EmptyState *m_tableState = nullptr;
};

} // namespace pult::ui
