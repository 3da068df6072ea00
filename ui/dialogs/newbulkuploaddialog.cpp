// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dialogs/newbulkuploaddialog.h"

#include "dialogs/flowdialog.h"
#include "dialogs/prompts.h"
#include "dialogs/uploadcontent.h"
#include "dialogs/uploadoptions.h"
#include "models/taskfeed.h"
#include "models/uploadtemplate.h"
#include "panels/banner.h"
#include "panels/emptystate.h"
#include "panels/tableview.h"
#include "theme/fit.h"
#include "theme/icons.h"
#include "theme/metrics.h"

#include <base/errortext.h>
#include <base/whendone.h>

#include <QDragEnterEvent>
#include <QFileInfo>
#include <QLabel>
#include <QMenu>
#include <QMimeData>
#include <QPushButton>
#include <QScreen>
#include <QSettings>
#include <QTabWidget>
#include <QTimer>
#include <QVBoxLayout>
#include <QtConcurrent>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace pult::ui {

namespace {

const QString recentKey = u"upload/templates"_s;
constexpr qsizetype mostRecent = 8;

/// The row that is shown whole at first.
int firstFault(const QList<UploadRow> &rows)
{
    const auto found = std::find_if(rows.begin(), rows.end(), [](const UploadRow &row) { return row.isFault(); });
    return found == rows.end() ? 0 : static_cast<int>(found - rows.begin());
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
    : QDialog(parent), m_context(context), m_checkTimer(new QTimer(this)), m_failure(new Banner(this)),
      m_tabs(new QTabWidget(this)), m_content(new UploadContent(context, this)), m_options(new UploadOptions(this))
{
    setObjectName(u"newBulkUploadDialog"_s);
    setAcceptDrops(true);
    m_failure->setObjectName(u"uploadFailure"_s);
    m_failure->hide();
    m_tabs->setObjectName(u"uploadTabs"_s);
    m_tabs->setDocumentMode(true);
    m_tabs->addTab(m_content, {});
    m_tabs->addTab(makePreview(), {});
    auto *foot = new QVBoxLayout;
    foot->setContentsMargins(3 * gridStep, gridStep, 3 * gridStep, 2 * gridStep);
    foot->setSpacing(2 * gridStep);
    foot->addWidget(m_options);
    foot->addLayout(makeButtons());
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_failure);
    layout->addWidget(m_tabs, 1);
    layout->addLayout(foot);
    m_checkTimer->setSingleShot(true);
    m_checkTimer->setInterval(150ms);
    connect(m_checkTimer, &QTimer::timeout, this, &NewBulkUploadDialog::check);
    connect(m_content, &UploadContent::changed, this, &NewBulkUploadDialog::onChanged);
    connect(m_options, &UploadOptions::changed, this, &NewBulkUploadDialog::onChanged);
    connect(m_content, &UploadContent::flowWanted, this, &NewBulkUploadDialog::editFlow);
    resizeWithinScreen(*this, {146 * gridStep, 82 * gridStep});
    retranslate();
    check();
}

QWidget *NewBulkUploadDialog::makePreview()
{
    auto *page = new QWidget(m_tabs);
    m_preview = new TableView(page);
    m_preview->setObjectName(u"uploadPreview"_s);
    m_preview->setTable(&m_rows, &m_rowOrder);
    m_preview->sortByColumn(UploadPreviewModel::Number, Qt::AscendingOrder);
    m_preview->setStretchColumn(UploadPreviewModel::Problem);
    m_preview->setTextElideMode(Qt::ElideRight);
    m_noRows = new EmptyState("tasks", m_preview);
    m_preview->setEmptyState(m_noRows);
    m_problem = new QLabel(page);
    m_problem->setObjectName(u"uploadProblem"_s);
    m_problem->setWordWrap(true);
    m_problem->setTextFormat(Qt::PlainText);
    m_problem->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_problem->setContentsMargins(3 * gridStep, gridStep, 3 * gridStep, gridStep);
    auto *layout = new QVBoxLayout(page);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_preview, 1);
    layout->addWidget(m_problem);
    connect(m_preview->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            &NewBulkUploadDialog::updateProblem);
    return page;
}

QLayout *NewBulkUploadDialog::makeButtons()
{
    m_template = new QPushButton(icon("save"), {}, this);
    m_template->setObjectName(u"uploadTemplate"_s);
    m_template->setAutoDefault(false);
    m_templateMenu = new QMenu(this);
    m_template->setMenu(m_templateMenu);
    connect(m_templateMenu, &QMenu::aboutToShow, this, &NewBulkUploadDialog::makeTemplateMenu);
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
    row->setSpacing(gridStep);
    row->addWidget(m_template);
    row->addSpacing(gridStep);
    row->addWidget(m_summary, 1);
    row->addWidget(m_cancel);
    row->addWidget(m_create);
    connect(m_create, &QPushButton::clicked, this, &NewBulkUploadDialog::create);
    connect(m_cancel, &QPushButton::clicked, this, &QDialog::reject);
    return row;
}

void NewBulkUploadDialog::makeTemplateMenu()
{
    m_templateMenu->clear();
    connect(m_templateMenu->addAction(tr("Save as template…")), &QAction::triggered, this,
            &NewBulkUploadDialog::saveTemplate);
    connect(m_templateMenu->addAction(tr("Load template…")), &QAction::triggered, this, [this] {
        m_context.prompts.chooseFiles(this, tr("Choose a template"), tr("Templates (*%1)").arg(templateSuffix), false,
                                      [this](const QStringList &files) { loadTemplate(files.value(0)); });
    });
    const QStringList recent = m_context.state.value(recentKey).toStringList();
    if (!recent.isEmpty())
        m_templateMenu->addSeparator();
    for (const QString &path : recent) {
        QString name = path.section(u'/', -1);
        if (name.endsWith(templateSuffix))
            name.chop(templateSuffix.size());
        QAction *action = m_templateMenu->addAction(name.replace(u'&', u"&&"_s));
        action->setToolTip(path);
        connect(action, &QAction::triggered, this, [this, path] { loadTemplate(path); });
    }
}

UploadForm NewBulkUploadDialog::form() const
{
    UploadForm form;
    m_content->fill(form);
    m_options->fill(form);
    return form;
}

void NewBulkUploadDialog::setForm(const UploadForm &form)
{
    m_content->set(form);
    m_options->set(form);
}

void NewBulkUploadDialog::onChanged()
{
    m_check.reset();
    m_create->setEnabled(false);
    m_checkTimer->start();
}

void NewBulkUploadDialog::check()
{
    const quint64 number = ++m_checkNumber;
    const UploadSurroundings surroundings{m_content->knownProfiles(), m_context.commands.place().provider == "local"_L1,
                                          localNow()};
    const QFuture<UploadCheck> checked =
        QtConcurrent::run([form = form(), surroundings] { return checkUpload(form, surroundings); });
    whenDone(checked, this, [this, number](const UploadCheck &check) {
        if (number == m_checkNumber)
            onChecked(check);
    });
}

void NewBulkUploadDialog::onChecked(const UploadCheck &check)
{
    m_check = check;
    m_create->setEnabled(check.isGood() && !m_creating);
    m_content->showRemarks(check.remarks);
    m_options->showRemarks(check.remarks);
    m_rows.setRows(check.rows);
    if (m_preview->currentModelRow() < 0)
        m_preview->selectModelRow(firstFault(check.rows));
    updateProblem();
    updateSummary();
}

void NewBulkUploadDialog::updateProblem()
{
    const int row = m_preview->currentModelRow();
    const bool some = row >= 0 && row < m_rows.rowCount() && !m_rows.rowAt(row).remarks.isEmpty();
    m_problem->setVisible(some);
    if (some)
        m_problem->setText(m_rows.index(row, UploadPreviewModel::Problem).data(Qt::ToolTipRole).toString());
}

void NewBulkUploadDialog::updateSummary()
{
    const int uploads = m_check ? static_cast<int>(m_check->rows.size()) : 0;
    const int faulty = m_check ? m_check->faultyRows() : 0;
    QStringList parts{tr("%n upload(s)", nullptr, uploads)};
    if (faulty > 0)
        parts.append(tr("%n with problems", nullptr, faulty));
    m_summary->setText(parts.join(u", "_s));
    m_tabs->setTabText(1, faulty > 0 ? tr("Preview: %n with problems", nullptr, faulty)
                                     : tr("Preview (%1)").arg(QLocale().toString(uploads)));
    m_tabs->setTabIcon(1, faulty > 0 ? icon("failed", Tone::Failed) : QIcon());
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
        showFailure(batch.error());
        check();
    });
}

void NewBulkUploadDialog::showFailure(const Error &error)
{
    m_failure->setMessage("failed", Tone::Failed, errorText(error));
    m_failure->setClosable(true, tr("Hide this message"));
    m_failure->show();
}

void NewBulkUploadDialog::editFlow(const QString &path)
{
    auto *dialog = new FlowDialog(m_context, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &FlowDialog::saved, m_content, &UploadContent::setFlow);
    dialog->openFile(path);
    dialog->open();
}

void NewBulkUploadDialog::loadTemplate(const QString &path)
{
    if (path.isEmpty())
        return;
    const QFuture<Result<UploadForm>> read = QtConcurrent::run([path] { return readTemplate(path); });
    whenDone(read, this, [this](const Result<UploadForm> &form) {
        if (!form) {
            showFailure(form.error());
            return;
        }
        m_failure->hide();
        setForm(*form);
    });
}

void NewBulkUploadDialog::saveTemplate()
{
    m_context.prompts.chooseTarget(
        this, tr("Save as template"), tr("upload") + templateSuffix, [this](const QString &chosen) {
            if (chosen.isEmpty())
                return;
            QString path = chosen;
            if (!path.endsWith(templateSuffix)) {
                const QFileInfo named(chosen);
                path = named.path() + u'/' + named.completeBaseName() + templateSuffix;
            }
            const QFuture<Result<>> written =
                QtConcurrent::run([path, form = form()] { return writeTemplate(path, form); });
            whenDone(written, this, [this, path](const Result<> &done) {
                if (!done) {
                    showFailure(done.error());
                    return;
                }
                QStringList recent = m_context.state.value(recentKey).toStringList();
                recent.removeAll(path);
                recent.prepend(path);
                m_context.state.setValue(recentKey, recent.mid(0, mostRecent));
            });
        });
}

void NewBulkUploadDialog::takeFiles(const QStringList &paths)
{
    const QFuture<UploadFiles> sorted = QtConcurrent::run([paths] { return sortFiles(paths); });
    whenDone(sorted, this, [this](const UploadFiles &files) { onFiles(files); });
}

void NewBulkUploadDialog::onFiles(const UploadFiles &files)
{
    loadTemplate(files.templateFile);
    if (!files.flow.isEmpty())
        m_content->setFlow(files.flow);
    if (!files.table.isEmpty())
        m_content->setTable(files.table);
    m_content->addMedia(files.media);
}

void NewBulkUploadDialog::dragEnterEvent(QDragEnterEvent *event)
{
    if (!filesOf(event->mimeData()).isEmpty())
        event->acceptProposedAction();
}

void NewBulkUploadDialog::dropEvent(QDropEvent *event)
{
    takeFiles(filesOf(event->mimeData()));
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
    m_tabs->setTabText(0, tr("Content"));
    m_noRows->setTexts(tr("Choose profiles or a table, and see here what would be uploaded."));
    m_template->setText(tr("Template"));
    m_create->setText(tr("Create"));
    m_cancel->setText(tr("Close"));
    m_rows.refreshTexts();
    updateProblem();
    m_content->retranslate();
    m_options->retranslate();
    if (m_check) {
        m_content->showRemarks(m_check->remarks);
        m_options->showRemarks(m_check->remarks);
    }
    updateSummary();
}

} // namespace pult::ui
