// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dialogs/uploadcontent.h"

#include "dialogs/droplist.h"
#include "dialogs/prompts.h"
#include "panels/emptystate.h"
#include "panels/tableview.h"
#include "theme/icons.h"
#include "theme/metrics.h"

#include <base/errortext.h>
#include <base/whendone.h>

#include <QGuiApplication>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QRegularExpression>
#include <QStackedWidget>
#include <QStyle>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace pult::ui {

namespace {

QStringList wordsOf(const QString &text)
{
    static const QRegularExpression separators(u"[,;\\s]+"_s);
    QStringList words = text.split(separators, Qt::SkipEmptyParts);
    words.removeDuplicates();
    return words;
}

} // namespace

UploadContent::UploadContent(const UiContext &context, QWidget *parent) : QWidget(parent), m_context(context)
{
    setObjectName(u"uploadContent"_s);
    m_profiles.setCheckable(true);
    auto *columns = new QHBoxLayout(this);
    columns->setContentsMargins(3 * gridStep, 2 * gridStep, 3 * gridStep, gridStep);
    columns->setSpacing(3 * gridStep);
    columns->addWidget(makeLeft(), 1);
    columns->addWidget(makeRight(), 1);
    for (QLineEdit *line : {m_flow, m_tags, m_otherProfiles})
        connect(line, &QLineEdit::textChanged, this, &UploadContent::changed);
    connect(m_flow, &QLineEdit::textChanged, this,
            [this](const QString &path) { m_flowEdit->setEnabled(!path.trimmed().isEmpty()); });
    connect(m_caption, &QPlainTextEdit::textChanged, this, &UploadContent::changed);
    connect(m_media, &DropList::filesChanged, this, &UploadContent::changed);
    connect(&m_profiles, &ProfileModel::checkedChanged, this, &UploadContent::changed);
    retranslate();
    loadProfiles();
}

QLabel *UploadContent::makeTitle(QWidget *parent)
{
    auto *title = new QLabel(parent);
    QFont font = title->font();
    font.setWeight(QFont::DemiBold);
    title->setFont(font);
    m_titles.append(title);
    return title;
}

QLabel *UploadContent::makeRemark(UploadField field, QWidget *parent)
{
    auto *remark = new QLabel(parent);
    remark->setObjectName(u"remark%1"_s.arg(static_cast<int>(field)));
    remark->setWordWrap(true);
    remark->setTextFormat(Qt::PlainText);
    remark->setContentsMargins(0, 0, 0, gridStep / 2);
    // What stands below does not move away from under the mouse as remarks come and go.
    QSizePolicy policy = remark->sizePolicy();
    policy.setRetainSizeWhenHidden(true);
    remark->setSizePolicy(policy);
    m_remarks.insert(field, remark);
    return remark;
}

QWidget *UploadContent::makeLeft()
{
    auto *left = new QWidget(this);
    auto *layout = new QVBoxLayout(left);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(gridStep / 2);
    layout->addWidget(makeTitle(left));
    layout->addLayout(makeFlowRow(left));
    layout->addWidget(makeRemark(UploadField::Flow, left));
    layout->addSpacing(gridStep / 2);
    layout->addWidget(makeMedia(left), 1);
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
    // Without the media there is room below.
    layout->addStretch(0);
    return left;
}

QWidget *UploadContent::makeMedia(QWidget *parent)
{
    m_mediaBox = new QWidget(parent);
    auto *layout = new QVBoxLayout(m_mediaBox);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(gridStep / 2);
    layout->addWidget(makeTitle(m_mediaBox));
    m_media = new DropList(m_mediaBox);
    m_media->setObjectName(u"uploadMedia"_s);
    m_media->setProperty("framed", true);
    m_media->setMinimumHeight(7 * gridStep);
    layout->addWidget(m_media, 1);
    layout->addLayout(makeMediaButtons(m_mediaBox));
    layout->addWidget(makeRemark(UploadField::Media, m_mediaBox));
    layout->addSpacing(gridStep / 2);
    return m_mediaBox;
}

QLayout *UploadContent::makeFlowRow(QWidget *parent)
{
    m_flow = new QLineEdit(parent);
    m_flow->setObjectName(u"uploadFlow"_s);
    m_flowBrowse = new QPushButton(icon("folder"), {}, parent);
    m_flowBrowse->setObjectName(u"uploadFlowBrowse"_s);
    m_flowEdit = new QPushButton(icon("flow"), {}, parent);
    m_flowEdit->setObjectName(u"uploadFlowEdit"_s);
    m_flowEdit->setEnabled(false);
    auto *row = new QHBoxLayout;
    row->setSpacing(gridStep);
    row->addWidget(m_flow, 1);
    row->addWidget(m_flowBrowse);
    row->addWidget(m_flowEdit);
    connect(m_flowBrowse, &QPushButton::clicked, this, [this] {
        m_context.prompts.chooseFiles(this, tr("Choose a flow"), tr("Recordings (*.json)"), false,
                                      [this](const QStringList &files) { m_flow->setText(files.value(0)); });
    });
    connect(m_flowEdit, &QPushButton::clicked, this, [this] { Q_EMIT flowWanted(m_flow->text().trimmed()); });
    return row;
}

QLayout *UploadContent::makeMediaButtons(QWidget *parent)
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

QWidget *UploadContent::makeRight()
{
    auto *right = new QWidget(this);
    auto *layout = new QVBoxLayout(right);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(gridStep / 2);
    layout->addWidget(makeTitle(right));
    m_source = new QStackedWidget(right);
    m_source->addWidget(makeProfiles(m_source));
    m_tableState = new EmptyState("tasks", m_source);
    m_tableState->setObjectName(u"uploadTableState"_s);
    m_source->addWidget(m_tableState);
    layout->addWidget(m_source, 1);
    layout->addWidget(makeRemark(UploadField::Table, right));
    m_tableBrowse = new QPushButton(icon("tasks"), {}, right);
    m_tableBrowse->setObjectName(u"uploadTable"_s);
    layout->addWidget(m_tableBrowse, 0, Qt::AlignLeft);
    connect(m_tableBrowse, &QPushButton::clicked, this, [this] {
        m_context.prompts.chooseFiles(this, tr("Choose a table"), tr("Tables (*.csv)"), false,
                                      [this](const QStringList &files) { setTable(files.value(0)); });
    });
    connect(m_tableState, &EmptyState::activated, this, [this] { setTable({}); });
    return right;
}

QWidget *UploadContent::makeProfiles(QWidget *parent)
{
    auto *page = new QWidget(parent);
    auto *layout = new QVBoxLayout(page);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(gridStep / 2);
    m_profileTable = new TableView(page);
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
    layout->addWidget(makeTitle(page));
    m_otherProfiles = new QLineEdit(page);
    m_otherProfiles->setObjectName(u"uploadOtherProfiles"_s);
    layout->addWidget(m_otherProfiles);
    layout->addWidget(makeRemark(UploadField::Profiles, page));
    connect(m_profilesEmpty, &EmptyState::activated, this, &UploadContent::loadProfiles);
    m_profileTable->installEventFilter(this);
    connect(m_profileTable, &QAbstractItemView::pressed, this, [this] { m_checkedAtPress = m_profiles.checkedIds(); });
    connect(m_profileTable, &QAbstractItemView::clicked, this, &UploadContent::onProfileClicked);
    return page;
}

/// A click anywhere in the row ticks it; on the box the view has done so already. One that selects several does not.
void UploadContent::onProfileClicked(const QModelIndex &index)
{
    const bool selects = QGuiApplication::keyboardModifiers() & (Qt::ControlModifier | Qt::ShiftModifier);
    if (selects || m_profiles.checkedIds() != m_checkedAtPress)
        return;
    const QString id = index.data(TableModelBase::IdRole).toString();
    m_profiles.setChecked({id}, !m_checkedAtPress.contains(id));
}

/// Ticks what is selected, or unticks it when all of it is ticked.
void UploadContent::tickSelected()
{
    QStringList ids;
    for (const int row : m_profileTable->selectedModelRows())
        ids.append(m_profiles.rowAt(row).id);
    const QStringList checked = m_profiles.checkedIds();
    const bool tick =
        std::any_of(ids.cbegin(), ids.cend(), [&checked](const QString &id) { return !checked.contains(id); });
    m_profiles.setChecked(ids, tick);
}

bool UploadContent::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_profileTable && event->type() == QEvent::KeyPress) {
        const auto *key = static_cast<QKeyEvent *>(event);
        if (key->key() == Qt::Key_Space && key->modifiers() == Qt::NoModifier) {
            tickSelected();
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

void UploadContent::fill(UploadForm &form) const
{
    form.flowPath = m_flow->text().trimmed();
    form.tablePath = m_tablePath;
    form.profiles = m_profiles.checkedIds() + wordsOf(m_otherProfiles->text());
    form.profiles.removeDuplicates();
    form.media = m_media->files();
    form.caption = m_caption->toPlainText().trimmed();
    form.tags = wordsOf(m_tags->text());
}

void UploadContent::set(const UploadForm &form)
{
    m_flow->setText(form.flowPath);
    m_media->setFiles(form.media);
    m_caption->setPlainText(form.caption);
    m_tags->setText(form.tags.join(u' '));
    m_profiles.uncheckAll();
    // Ids that the provider lists are ticked when its list has come.
    m_profiles.setChecked(form.profiles, true);
    QStringList others = form.profiles;
    others.removeIf([this](const QString &id) { return m_profiles.rowOf(id) >= 0; });
    m_otherProfiles->setText(others.join(u", "_s));
    setTable(form.tablePath);
}

void UploadContent::setFlow(const QString &path)
{
    if (m_flow->text() == path)
        Q_EMIT changed(); // what the file holds may be another flow now
    m_flow->setText(path);
}

void UploadContent::setTable(const QString &path)
{
    m_tablePath = path;
    m_source->setCurrentIndex(path.isEmpty() ? 0 : 1);
    m_mediaBox->setVisible(path.isEmpty());
    retranslate();
    Q_EMIT changed();
}

void UploadContent::addMedia(const QStringList &files)
{
    m_media->addFiles(files);
}

std::optional<QSet<QString>> UploadContent::knownProfiles() const
{
    if (!m_profilesKnown)
        return std::nullopt;
    QSet<QString> ids;
    for (const browser::Profile &profile : m_profiles.rows())
        ids.insert(profile.id);
    return ids;
}

void UploadContent::loadProfiles()
{
    if (!m_context.listProfiles || m_profilesLoading) {
        updateProfilesText();
        return;
    }
    m_profilesLoading = true;
    updateProfilesText();
    whenDone(m_context.listProfiles(), this, [this](const Result<QList<browser::Profile>> &profiles) {
        m_profilesLoading = false;
        m_profilesError = profiles ? std::nullopt : std::optional(profiles.error());
        if (profiles) {
            m_profilesKnown = true;
            m_profiles.setRows(*profiles);
            QStringList others = wordsOf(m_otherProfiles->text());
            for (const QString &id : m_profiles.checkedIds())
                others.removeAll(id);
            m_otherProfiles->setText(others.join(u", "_s));
        }
        updateProfilesText();
        Q_EMIT changed();
    });
}

void UploadContent::showRemarks(const QList<UploadRemark> &remarks)
{
    for (auto it = m_remarks.begin(); it != m_remarks.end(); ++it) {
        QStringList lines;
        bool isFault = false;
        bool isWarning = false;
        for (const UploadRemark &remark : remarks) {
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

void UploadContent::updateProfilesText()
{
    if (m_profilesLoading)
        m_profilesEmpty->setTexts(tr("Asking for the profiles…"));
    else if (m_profilesError)
        m_profilesEmpty->setTexts(errorText(*m_profilesError), tr("Ask again"));
    else
        m_profilesEmpty->setTexts(
            tr("No profiles are listed. Type their ids below; local ones are made when first used."));
    m_profiles.refreshTexts();
}

void UploadContent::retranslate()
{
    const bool ofTable = !m_tablePath.isEmpty();
    const QString titles[] = {tr("Flow"),
                              tr("Media"),
                              ofTable ? tr("Caption for rows without one") : tr("Caption"),
                              ofTable ? tr("Tags for rows without any") : tr("Tags"),
                              ofTable ? tr("Table") : tr("Profiles"),
                              tr("Other profile ids")};
    for (int i = 0; i < m_titles.size(); ++i)
        m_titles.at(i)->setText(titles[i]);
    m_flow->setPlaceholderText(tr("A recording (.json), browsed for or dropped here"));
    m_flowBrowse->setText(tr("Browse…"));
    m_flowEdit->setText(tr("Steps…"));
    m_flowEdit->setToolTip(tr("Shows the steps of the flow, to edit them and to try them out"));
    m_media->emptyState().setTexts(tr("Drop photos, videos or folders here. Every profile gets all of them."));
    m_mediaAdd->setText(tr("Add files…"));
    m_mediaRemove->setText(tr("Remove"));
    m_caption->setPlaceholderText(tr("Fills {{caption}} of the flow; {{profile}} in it becomes the profile’s id"));
    m_tags->setPlaceholderText(tr("Fill {{tags}}, separated by spaces"));
    m_otherProfiles->setPlaceholderText(tr("Ids that are not in the list, separated by commas"));
    m_tableBrowse->setText(ofTable ? tr("Another table…") : tr("From a table (CSV)…"));
    m_tableBrowse->setToolTip(
        tr("Columns profile, media, caption, tags; several media are separated by |. One upload for each row."));
    m_tableState->setTexts(tr("Profiles, media and texts come from the rows of %1.").arg(m_tablePath.section(u'/', -1)),
                           tr("Do without the table"));
    updateProfilesText();
}

} // namespace pult::ui
