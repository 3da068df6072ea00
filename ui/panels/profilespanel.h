// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/panelfeed.h"
#include "models/profilemodel.h"
#include "panels/uicontext.h"

#include <QWidget>

class QLabel;
class QLineEdit;
class QPushButton;

namespace pult::ui {

class EmptyState;
class TableView;

/// The browser profiles that the provider knows, and which of them are in use. GUI thread.
class ProfilesPanel final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ProfilesPanel)

public:
    ProfilesPanel(const UiContext &context, PanelFeed &feed, QWidget *parent = nullptr);

    void reload();
    QSize sizeHint() const override;

Q_SIGNALS:
    void uploadRequested(const QStringList &profiles);

protected:
    void changeEvent(QEvent *event) override;

private:
    void retranslate();
    void updateEmptyState();

    const UiContext &m_context;
    ProfileModel m_model;
    SortProxy m_proxy;
    QLineEdit *m_find;
    QPushButton *m_reload;
    QPushButton *m_upload;
    TableView *m_table;
    EmptyState *m_empty;
    bool m_loading = false;
    std::optional<Error> m_error;
};

} // namespace pult::ui
