// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dialogs/newbulkuploaddialog.h"

#include "dialogs/droplist.h"
#include "dialogs/prompts.h"
#include "models/taskfeed.h"
#include "panels/banner.h"
#include "panels/emptystate.h"
#include "panels/tableview.h"
#include "theme/icons.h"
#include "theme/metrics.h"

#include <base/errortext.h>
#include <base/whendone.h>

#include <QDragEnterEvent>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QMimeData>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QRegularExpression>
#include <QScreen>
#include <QStyle>
#include <QTimer>
#include <QVBoxLayout>
#include <QtConcurrent>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace pult::ui {

namespace {

QStringList wordsOf(const QString &text)
{
    static const QRegularExpression separators(u"[,;\\s]+"_s);
    QStringList words = text.split(separators, Qt::SkipEmptyParts);
    words.removeDuplicates();
    return words;
}

QStringList filesOf(const QMimeData *data)
{
    QStringList files;
    for (const QUrl &url : data->urls()) {
        if (url.isLocalFile())
            files.append(url.toLocalFile());
    }
    return files;
}

} // namespace

NewBulkUploadDialog::NewBulkUploadDialog(const UiContext &context, QWidget *parent)
    : QDialog(parent), m_context(context), m_checkTimer(new QTimer(this)), m_failure(new Banner(this))
{
    setObjectName(u"newBulkUploadDialog"_s);
    setAcceptDrops(true);
    m_failure->setObjectName(u"uploadFailure"_s);
    m_failure->hide();
    m_profiles.setCheckable(true);
    auto *columns = new QHBoxLayout;
    columns->setContentsMargins(3 * gridStep, 2 * gridStep, 3 * gridStep, 2 * gridStep);
    columns->setSpacing(3 * gridStep);
    columns->addWidget(makeLeft(), 1);
    columns->addWidget(makeRight(), 1);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_failure);
    layout->addLayout(columns, 1);
    layout->addLayout(makeButtons());
    m_checkTimer->setSingleShot(true);
    m_checkTimer->setInterval(150ms);
    connect(m_checkTimer, &QTimer::timeout, this, &NewBulkUploadDialog::check);
    const auto changed = [this] {
        m_check.reset();
        m_create->setEnabled(false);
        m_checkTimer->start();
    };
    for (QLineEdit *line : {m_flow, m_tags, m_otherProfiles})
        connect(line, &QLineEdit::textChanged, this, changed);
    connect(m_caption, &QPlainTextEdit::textChanged, this, changed);
    connect(m_media, &DropList::filesChanged, this, changed);
    connect(&m_profiles, &ProfileModel::checkedChanged, this, changed);
    resize(QSize(112 * gridStep, 74 * gridStep).boundedTo(screen()->availableSize() * 0.92));
    retranslate();
    loadProfiles();
    check();
}

QLabel *NewBulkUploadDialog::makeTitle(QWidget *parent)
{
    auto *title = new QLabel(parent);
    QFont font = title->font();
    font.setWeight(QFont::DemiBold);
    title->setFont(font);
    m_titles.append(title);
    return title;
}

QLabel *NewBulkUploadDialog::makeRemark(UploadField field, QWidget *parent)
{
    auto *remark = new QLabel(parent);
    remark->setObjectName(u"remark%1"_s.arg(static_cast<int>(field)));
    remark->setWordWrap(true);
    remark->setTextFormat(Qt::PlainText);
    remark->setContentsMargins(0, 0, 0, gridStep / 2);
    m_remarks.insert(field, remark);
    return remark;
}

QWidget *NewBulkUploadDialog::makeLeft()
{
    auto *left = new QWidget(this);
    auto *layout = new QVBoxLayout(left);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(gridStep / 2);
    layout->addWidget(makeTitle(left));
    layout->addLayout(makeFlowRow(left));
    layout->addWidget(makeRemark(UploadField::Flow, left));
    layout->addSpacing(gridStep / 2);
    layout->addWidget(makeTitle(left));
    m_media = new DropList(left);
    m_media->setObjectName(u"uploadMedia"_s);
    m_media->setProperty("framed", true);
    m_media->setMinimumHeight(15 * gridStep);
    layout->addWidget(m_media, 1);
    layout->addLayout(makeMediaButtons(left));
    layout->addWidget(makeRemark(UploadField::Media, left));
    layout->addSpacing(gridStep / 2);
    layout->addWidget(makeTitle(left));
    m_caption = new QPlainTextEdit(left);
    m_caption->setObjectName(u"uploadCaption"_s);
    m_caption->setTabChangesFocus(true);
    m_caption->setFixedHeight(8 * gridStep);
    layout->addWidget(m_caption);
    layout->addWidget(makeRemark(UploadField::Caption, left));
    layout->addWidget(makeTitle(left));
    m_tags = new QLineEdit(left);
    m_tags->setObjectName(u"uploadTags"_s);
    layout->addWidget(m_tags);
    return left;
}

QLayout *NewBulkUploadDialog::makeFlowRow(QWidget *parent)
{
    m_flow = new QLineEdit(parent);
    m_flow->setObjectName(u"uploadFlow"_s);
    m_flowBrowse = new QPushButton(icon("folder"), {}, parent);
    m_flowBrowse->setObjectName(u"uploadFlowBrowse"_s);
    auto *row = new QHBoxLayout;
    row->setSpacing(gridStep);
    row->addWidget(m_flow, 1);
    row->addWidget(m_flowBrowse);
    connect(m_flowBrowse, &QPushButton::clicked, this, [this] {
        m_context.prompts.chooseFiles(this, tr("Choose a flow"), tr("Recordings (*.json)"), false,
                                      [this](const QStringList &files) { m_flow->setText(files.value(0)); });
    });
    return row;
}

QLayout *NewBulkUploadDialog::makeMediaButtons(QWidget *parent)
{
    m_mediaAdd = new QPushButton(icon("plus"), {}, parent);
    m_mediaAdd->setObjectName(u"uploadMediaAdd"_s);
    m_mediaRemove = new QPushButton(icon("remove"), {}, parent);
    m_mediaRemove->setObjectName(u"uploadMediaRemove"_s);
    m_mediaRemove->setEnabled(false);
    auto *row = new QHBoxLayout;
    row->setSpacing(gridStep);
    row->addWidget(m_mediaAdd);
    row->addWidget(m_mediaRemove);
    row->addStretch(1);
    const auto browse = [this] {
        m_context.prompts.chooseFiles(this, tr("Choose media"), {}, true,
                                      [this](const QStringList &files) { m_media->addFiles(files); });
    };
    connect(m_mediaAdd, &QPushButton::clicked, this, browse);
    connect(&m_media->emptyState(), &EmptyState::activated, this, browse);
    connect(m_mediaRemove, &QPushButton::clicked, m_media, &DropList::removeSelected);
    connect(m_media->selectionModel(), &QItemSelectionModel::selectionChanged, this,
            [this] { m_mediaRemove->setEnabled(m_media->selectionModel()->hasSelection()); });
    connect(m_media, &DropList::filesChanged, this,
            [this] { m_mediaRemove->setEnabled(m_media->selectionModel()->hasSelection()); });
    return row;
}

QWidget *NewBulkUploadDialog::makeRight()
{
    auto *right = new QWidget(this);
    auto *layout = new QVBoxLayout(right);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(gridStep / 2);
    layout->addWidget(makeTitle(right));
    m_profileTable = new TableView(right);
    m_profileTable->setObjectName(u"uploadProfiles"_s);
    m_profileTable->setProperty("framed", true);
    m_profileTable->setTable(&m_profiles, &m_profileOrder);
    m_profileTable->sortByColumn(ProfileModel::Name, Qt::AscendingOrder);
    for (const int column : {ProfileModel::Tags, ProfileModel::Note, ProfileModel::IdColumn})
        m_profileTable->setColumnHidden(column, true);
    m_profileTable->setColumnWidth(ProfileModel::Name, 28 * gridStep);
    m_profilesEmpty = new EmptyState("profile", m_profileTable);
    m_profileTable->setEmptyState(m_profilesEmpty);
    layout->addWidget(m_profileTable, 1);
    layout->addSpacing(gridStep / 2);
    layout->addWidget(makeTitle(right));
    m_otherProfiles = new QLineEdit(right);
    m_otherProfiles->setObjectName(u"uploadOtherProfiles"_s);
    layout->addWidget(m_otherProfiles);
    layout->addWidget(makeRemark(UploadField::Profiles, right));
    connect(m_profilesEmpty, &EmptyState::activated, this, &NewBulkUploadDialog::loadProfiles);
    // A click anywhere in the row ticks it; the box itself does so already.
    connect(m_profileTable, &QAbstractItemView::clicked, this, [this](const QModelIndex &index) {
        if (index.column() == ProfileModel::Name)
            return;
        const QString id = index.data(TableModelBase::IdRole).toString();
        m_profiles.setChecked({id}, !m_profiles.checkedIds().contains(id));
    });
    return right;
}

QLayout *NewBulkUploadDialog::makeButtons()
{
    m_summary = new QLabel(this);
    m_summary->setObjectName(u"uploadSummary"_s);
    m_summary->setProperty("role", u"muted"_s);
    m_create = new QPushButton(this);
    m_create->setObjectName(u"uploadCreate"_s);
    m_create->setProperty("primary", true);
    m_create->setDefault(true);
    m_create->setEnabled(false);
    m_cancel = new QPushButton(this);
    m_cancel->setObjectName(u"uploadCancel"_s);
    m_cancel->setAutoDefault(false);
    auto *row = new QHBoxLayout;
    row->setContentsMargins(3 * gridStep, gridStep, 3 * gridStep, 2 * gridStep);
    row->setSpacing(gridStep);
    row->addWidget(m_summary, 1);
    row->addWidget(m_cancel);
    row->addWidget(m_create);
    connect(m_create, &QPushButton::clicked, this, &NewBulkUploadDialog::create);
    connect(m_cancel, &QPushButton::clicked, this, &QDialog::reject);
    return row;
}

UploadForm NewBulkUploadDialog::form() const
{
    UploadForm form;
    form.flowPath = m_flow->text().trimmed();
    form.profiles = m_profiles.checkedIds() + wordsOf(m_otherProfiles->text());
    form.profiles.removeDuplicates();
    form.media = m_media->files();
    form.caption = m_caption->toPlainText().trimmed();
    form.tags = wordsOf(m_tags->text());
    return form;
}

void NewBulkUploadDialog::setForm(const UploadForm &form)
{
    m_flow->setText(form.flowPath);
    m_media->addFiles(form.media);
    m_caption->setPlainText(form.caption);
    m_tags->setText(form.tags.join(u' '));
    // Ids that the provider lists are ticked when its list has come.
    m_profiles.setChecked(form.profiles, true);
    QStringList others = form.profiles;
    others.removeIf([this](const QString &id) { return m_profiles.rowOf(id) >= 0; });
    m_otherProfiles->setText(others.join(u", "_s));
}

void NewBulkUploadDialog::loadProfiles()
{
    if (!m_context.listProfiles || m_profilesLoading) {
        retranslate();
        return;
    }
    m_profilesLoading = true;
    retranslate();
    whenDone(m_context.listProfiles(), this, [this](const Result<QList<browser::Profile>> &profiles) {
        m_profilesLoading = false;
        m_profilesError = profiles ? std::nullopt : std::optional(profiles.error());
        if (profiles) {
            m_profiles.setRows(*profiles);
            QStringList others = wordsOf(m_otherProfiles->text());
            for (const QString &id : m_profiles.checkedIds())
                others.removeAll(id);
            m_otherProfiles->setText(others.join(u", "_s));
        }
        retranslate();
    });
}

void NewBulkUploadDialog::check()
{
    const quint64 number = ++m_checkNumber;
    const QFuture<UploadCheck> checked = QtConcurrent::run([form = form()] { return checkUpload(form); });
    whenDone(checked, this, [this, number](const UploadCheck &check) {
        if (number == m_checkNumber)
            onChecked(check);
    });
}

void NewBulkUploadDialog::onChecked(const UploadCheck &check)
{
    m_check = check;
    m_shownRemarks = check.remarks;
    m_create->setEnabled(check.isGood() && !m_creating);
    updateRemarks();
    updateSummary();
}

void NewBulkUploadDialog::updateRemarks()
{
    for (auto it = m_remarks.begin(); it != m_remarks.end(); ++it) {
        QStringList lines;
        bool isFault = false;
        bool isWarning = false;
        for (const UploadRemark &remark : m_shownRemarks) {
            if (remark.field != it.key())
                continue;
            lines.append(UploadText::sentence(remark));
            const bool isEmptyField = remark.what == UploadRemark::What::FlowNotChosen ||
                                      remark.what == UploadRemark::What::NoProfile ||
                                      remark.what == UploadRemark::What::NoMedia;
            isFault = isFault || (remark.isFault() && !isEmptyField);
            isWarning = isWarning || remark.what == UploadRemark::What::NoCommitStep;
        }
        it.value()->setText(lines.join(u'\n'));
        it.value()->setVisible(!lines.isEmpty());
        it.value()->setProperty("role", isFault ? u"fault"_s : isWarning ? u"warning"_s : u"muted"_s);
        it.value()->style()->polish(it.value());
    }
}

void NewBulkUploadDialog::updateSummary()
{
    const UploadForm now = form();
    const int profiles = static_cast<int>(now.profiles.size());
    const int files = static_cast<int>(now.media.size());
    m_summary->setText(
        tr("%1, %2", "profiles, files").arg(tr("%n profile(s)", nullptr, profiles), tr("%n file(s)", nullptr, files)));
}

void NewBulkUploadDialog::create()
{
    if (!m_check || !m_check->isGood() || m_creating)
        return;
    m_creating = true;
    m_create->setEnabled(false);
    m_failure->hide();
    whenDone(m_context.commands.createBulkUpload(m_check->request), this, [this](const Result<queue::Batch> &batch) {
        m_creating = false;
        m_context.feed.refresh();
        if (batch) {
            Q_EMIT created(*batch);
            accept();
            return;
        }
        m_failure->setMessage("failed", Tone::Failed, errorText(batch.error()));
        m_failure->show();
        check();
    });
}

void NewBulkUploadDialog::dragEnterEvent(QDragEnterEvent *event)
{
    if (!filesOf(event->mimeData()).isEmpty())
        event->acceptProposedAction();
}

void NewBulkUploadDialog::dropEvent(QDropEvent *event)
{
    QStringList media = filesOf(event->mimeData());
    for (qsizetype i = media.size() - 1; i >= 0; --i) {
        if (media.at(i).endsWith(u".json", Qt::CaseInsensitive))
            m_flow->setText(media.takeAt(i));
    }
    m_media->addFiles(media);
    event->acceptProposedAction();
}

void NewBulkUploadDialog::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    QDialog::changeEvent(event);
}

void NewBulkUploadDialog::retranslate()
{
    setWindowTitle(tr("New bulk upload"));
    const QString titles[] = {tr("Flow"), tr("Media"),    tr("Caption"),
                              tr("Tags"), tr("Profiles"), tr("Other profile ids")};
    for (int i = 0; i < m_titles.size(); ++i)
        m_titles.at(i)->setText(titles[i]);
    m_flow->setPlaceholderText(tr("A recording (.json), browsed for or dropped here"));
    m_flowBrowse->setText(tr("Browse…"));
    m_media->emptyState().setTexts(tr("Drop photos and videos here. Every profile gets all of them."));
    m_mediaAdd->setText(tr("Add files…"));
    m_mediaRemove->setText(tr("Remove"));
    m_caption->setPlaceholderText(tr("Fills {{caption}} of the flow; {{profile}} in it becomes the profile’s id"));
    m_tags->setPlaceholderText(tr("Fill {{tags}}, separated by spaces"));
    m_otherProfiles->setPlaceholderText(tr("Ids that are not in the list, separated by commas"));
    m_create->setText(tr("Create"));
    m_cancel->setText(tr("Close"));
    if (m_profilesLoading)
        m_profilesEmpty->setTexts(tr("Asking for the profiles…"));
    else if (m_profilesError)
        m_profilesEmpty->setTexts(errorText(*m_profilesError), tr("Ask again"));
    else
        m_profilesEmpty->setTexts(
            tr("No profiles are listed. Type their ids below; local ones are made when first used."));
    m_profiles.refreshTexts();
    updateRemarks();
    updateSummary();
}

} // namespace pult::ui
