// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QStringList>

#include <functional>
#include <memory>

class QFileIconProvider;
class QWidget;

namespace pult::ui {

/// A question before something that cannot be undone.
struct Question
{
    QString title;
    QString text;
    QString accept; ///< the verb on the button
    QString reject;
    bool isDangerous = false; ///< Enter alone leaves things as they are
};

/// A question with more than two answers, the safest one last: it is what Escape means.
struct Choice
{
    QString title;
    QString text;
    QStringList answers;
    int usual = 0; ///< what Enter means
};

/// Everything that asks the operator in a window of its own; tests answer in its place. Never blocks: the answer comes
/// later, and not at all when the asking widget has gone. GUI thread.
class Prompts : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(Prompts)

public:
    explicit Prompts(QObject *parent = nullptr);
    ~Prompts() override;

    virtual void confirm(QWidget *parent, const Question &question, std::function<void()> accepted);
    /// `chosen` is given the answer's index.
    virtual void choose(QWidget *parent, const Choice &choice, std::function<void(int)> chosen);
    virtual void chooseFiles(QWidget *parent, const QString &title, const QString &filter, bool several,
                             std::function<void(QStringList)> chosen);
    virtual void chooseTarget(QWidget *parent, const QString &title, const QString &suggestedName,
                              std::function<void(QString)> chosen);

private:
    QString m_folder;                           ///< where the last file was chosen
    std::unique_ptr<QFileIconProvider> m_icons; ///< of its dialogs, which belong to windows that go first
};

} // namespace pult::ui
