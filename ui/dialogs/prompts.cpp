// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dialogs/prompts.h"

#include <QFileDialog>
#include <QFileIconProvider>
#include <QMessageBox>
#include <QPushButton>

using namespace Qt::StringLiterals;

namespace pult::ui {

namespace {

/// Qt's own dialog calls folders by a word that its Russian translation lacks.
class FileIcons final : public QFileIconProvider
{
public:
    QString type(const QFileInfo &file) const override
    {
        return file.isDir() ? Prompts::tr("Folder") : QFileIconProvider::type(file);
    }
};

} // namespace

Prompts::Prompts(QObject *parent) : QObject(parent), m_icons(std::make_unique<FileIcons>()) {}

Prompts::~Prompts() = default;

void Prompts::confirm(QWidget *parent, const Question &question, std::function<void()> accepted)
{
    auto *box = new QMessageBox(QMessageBox::Question, question.title, question.text, QMessageBox::NoButton, parent);
    box->setObjectName(u"confirmBox"_s);
    box->setAttribute(Qt::WA_DeleteOnClose);
    QPushButton *accept = box->addButton(question.accept, QMessageBox::AcceptRole);
    accept->setObjectName(u"confirmAccept"_s);
    QPushButton *reject = box->addButton(question.reject, QMessageBox::RejectRole);
    reject->setObjectName(u"confirmReject"_s);
    box->setDefaultButton(question.isDangerous ? reject : accept);
    connect(accept, &QPushButton::clicked, parent, [accepted = std::move(accepted)] { accepted(); });
    box->open();
}

void Prompts::choose(QWidget *parent, const Choice &choice, std::function<void(int)> chosen)
{
    auto *box = new QMessageBox(QMessageBox::Question, choice.title, choice.text, QMessageBox::NoButton, parent);
    box->setObjectName(u"choiceBox"_s);
    box->setAttribute(Qt::WA_DeleteOnClose);
    for (int i = 0; i < choice.answers.size(); ++i) {
        const bool last = i == choice.answers.size() - 1;
        QPushButton *button =
            box->addButton(choice.answers.at(i), last ? QMessageBox::RejectRole : QMessageBox::ActionRole);
        button->setObjectName(u"choice%1"_s.arg(i));
        if (i == choice.usual)
            box->setDefaultButton(button);
        if (last)
            box->setEscapeButton(button);
        connect(button, &QPushButton::clicked, parent, [chosen, i] { chosen(i); });
    }
    box->open();
}

void Prompts::chooseFiles(QWidget *parent, const QString &title, const QString &filter, bool several,
                          std::function<void(QStringList)> chosen)
{
    auto *dialog = new QFileDialog(parent, title, m_folder, filter);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setIconProvider(m_icons.get());
    dialog->setFileMode(several ? QFileDialog::ExistingFiles : QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::filesSelected, parent, [this, chosen = std::move(chosen)](const QStringList &files) {
        if (!files.isEmpty())
            m_folder = files.first().section(u'/', 0, -2);
        chosen(files);
    });
    dialog->open();
}

void Prompts::chooseTarget(QWidget *parent, const QString &title, const QString &suggestedName,
                           std::function<void(QString)> chosen)
{
    auto *dialog = new QFileDialog(parent, title, m_folder);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setIconProvider(m_icons.get());
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->selectFile(suggestedName);
    connect(dialog, &QFileDialog::fileSelected, parent,
            [chosen = std::move(chosen)](const QString &file) { chosen(file); });
    dialog->open();
}

} // namespace pult::ui
