// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/panelfeed.h"
#include "models/profilemodel.h"
#include "panels/panelframe.h"

class QLineEdit;

namespace pult::ui {

class EmptyState;
class TableView;

/// The browser profiles that the provider knows, and which of them are in use. GUI thread.
class ProfilesPanel final : public PanelFrame
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ProfilesPanel)

public:
    ProfilesPanel(const UiContext &context, PanelFeed &feed, QWidget *parent = nullptr);

    void reload();

Q_SIGNALS:
    void uploadRequested(const QStringList &profiles);

private:
    void retranslate() override;
    void onEmptyStateActivated();
    /// What there is to say of the list: in its place while it is empty, else beside the verbs.
    void updateWords();

    ProfileModel m_model;
    SortProxy m_proxy;
    QAction *m_upload;
    QAction *m_reload;
    QLineEdit *m_find;
    TableView *m_table;
    EmptyState *m_empty;
    bool m_loading = false;
    std::optional<Error> m_error;
};

} // namespace pult::ui
