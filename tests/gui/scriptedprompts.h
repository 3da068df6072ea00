// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <dialogs/prompts.h>

namespace pult::test {

/// Answers in the operator's place, and keeps what was asked.
class ScriptedPrompts final : public ui::Prompts
{
public:
    bool nextAnswer = true;
    int nextChoice = -1; ///< −1: no answer
    QStringList nextFiles;
    QStringList asked;
    std::function<void()> meanwhile; ///< what happens while it is asked which of several

    void confirm(QWidget *, const ui::Question &question, std::function<void()> accepted) override
    {
        asked.append(question.text);
        if (nextAnswer)
            accepted();
    }
    void choose(QWidget *, const ui::Choice &choice, std::function<void(int)> chosen) override
    {
        asked.append(choice.text);
        if (meanwhile)
            meanwhile();
        if (nextChoice >= 0)
            chosen(nextChoice);
    }
    void chooseFiles(QWidget *, const QString &, const QString &, bool,
                     std::function<void(QStringList)> chosen) override
    {
        chosen(nextFiles);
    }
    void chooseTarget(QWidget *, const QString &, const QString &, std::function<void(QString)> chosen) override
    {
        chosen(nextFiles.value(0));
    }
};

} // namespace pult::test
