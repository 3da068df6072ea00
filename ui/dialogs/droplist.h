// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QListView>
#include <QStringListModel>

namespace pult::ui {

class EmptyState;

/// A list of files that files can be dropped on. GUI thread.
class DropList final : public QListView
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(DropList)

public:
    explicit DropList(QWidget *parent = nullptr);

    QStringList files() const { return m_model.stringList(); }
    /// Appends those that are not in the list yet.
    void addFiles(const QStringList &files);
    void setFiles(const QStringList &files);
    void removeSelected();
    EmptyState &emptyState() { return *m_empty; }

Q_SIGNALS:
    void filesChanged();

protected:
    void resizeEvent(QResizeEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    void updateEmptyState();

    QStringListModel m_model;
    EmptyState *m_empty;
};

} // namespace pult::ui
