// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/chartspanel.h"

#include "charts/charttext.h"
#include "dialogs/prompts.h"
#include "dialogs/rangedialog.h"
#include "models/humantext.h"
#include "models/taskfeed.h"
#include "panels/chartgrid.h"
#include "panels/emptystate.h"
#include "theme/icons.h"
#include "theme/metrics.h"

#include <base/errortext.h>
#include <base/whendone.h>

#include <QBoxLayout>
#include <QClipboard>
#include <QComboBox>
#include <QGuiApplication>
#include <QLabel>
#include <QMenu>
#include <QStackedWidget>
#include <QToolButton>
#include <QtConcurrentRun>

using namespace Qt::StringLiterals;

namespace pult::ui {

namespace {

using Preset = ChartSession::Preset;

QString presetText(Preset preset)
{
    switch (preset) {
    case Preset::Minutes15:
        return ChartsPanel::tr("Last 15 min");
    case Preset::Hour1:
        return ChartsPanel::tr("Last hour");
    case Preset::Hours6:
        return ChartsPanel::tr("Last 6 h");
    case Preset::Hours24:
        return ChartsPanel::tr("Last 24 h");
    case Preset::Days7:
        return ChartsPanel::tr("Last 7 days");
    case Preset::Days30:
        return ChartsPanel::tr("Last 30 days");
    case Preset::Custom:
        return ChartsPanel::tr("From … to …");
    }
    Q_UNREACHABLE();
}

QToolButton *makeButton(const QString &name, const char *iconName, QWidget *parent)
{
    auto *button = new QToolButton(parent);
    button->setObjectName(name);
    button->setIcon(icon(iconName));
    button->setIconSize({smallIcon, smallIcon});
    return button;
}

} // namespace

ChartsPanel::ChartsPanel(const UiContext &context, Page page, QWidget *parent)
    : QWidget(parent), m_context(context), m_session(context.charts), m_page(page), m_range(new QComboBox(this)),
      m_node(new QComboBox(this)), m_pause(makeButton(u"chartsPause"_s, "pause", this)),
      m_back(makeButton(u"chartsBack"_s, "again", this)), m_picture(makeButton(u"chartsPicture"_s, "image", this)),
      m_report(makeButton(u"chartsReport"_s, "save", this)), m_note(new QLabel(this)),
      m_stack(new QStackedWidget(this)),
      m_grid(new ChartGrid(page == Page::Resources ? resourceCharts() : throughputCharts(), m_session, this)),
      m_empty(new EmptyState("chart", this))
{
    setObjectName(page == Page::Resources ? u"resourcesPanel"_s : u"throughputPanel"_s);
    setProperty("surface", u"base"_s);
    setAttribute(Qt::WA_StyledBackground);
    m_stack->addWidget(m_grid);
    m_stack->addWidget(m_empty);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(makeBar());
    layout->addWidget(m_stack, 1);
    makePictureMenu();
    connect(m_range, &QComboBox::activated, this, &ChartsPanel::onRangeChosen);
    connect(m_node, &QComboBox::activated, this,
            [this](int index) { m_session.setNode(m_node->itemData(index).toString()); });
    connect(m_pause, &QToolButton::clicked, this, [this](bool checked) { m_session.setPaused(checked); });
    connect(m_back, &QToolButton::clicked, &m_session, &ChartSession::zoomBack);
    connect(m_report, &QToolButton::clicked, this, &ChartsPanel::reportRequested);
    connect(m_empty, &EmptyState::activated, this, &ChartsPanel::onEmptyActivated);
    connect(m_grid, &ChartGrid::menuRequested, this, &ChartsPanel::showChartMenu);
    connect(&m_session, &ChartSession::choiceChanged, this, &ChartsPanel::updateChoices);
    connect(&m_session, &ChartSession::arrived, this, [this] {
        m_error.reset();
        updateState();
    });
    connect(&m_session, &ChartSession::failed, this, [this](const Error &error) {
        m_error = error;
        updateState();
    });
    connect(&m_session.window(), &TimeWindow::narrowed, this, &ChartsPanel::updateChoices);
    connect(&m_session.window(), &TimeWindow::cleared, this, &ChartsPanel::updateChoices);
    connect(&context.feed, &TaskFeed::nodesArrived, this, &ChartsPanel::setNodes);
    retranslate();
}

QWidget *ChartsPanel::makeBar()
{
    auto *bar = new QWidget(this);
    m_range->setObjectName(u"chartsRange"_s);
    for (int i = 0; i <= int(Preset::Custom); ++i)
        m_range->addItem({}, i);
    m_node->setObjectName(u"chartsNode"_s);
    m_node->addItem({}, QString());
    for (QComboBox *box : {m_range, m_node}) // a change of the language is no first show
        box->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    m_pause->setCheckable(true);
    m_picture->setPopupMode(QToolButton::InstantPopup);
    m_note->setObjectName(u"chartsNote"_s);
    m_note->setProperty("role", u"muted"_s);
    m_note->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    auto *layout = new QHBoxLayout(bar);
    layout->setContentsMargins(gridStep, gridStep / 2, gridStep, gridStep / 2);
    layout->setSpacing(gridStep);
    layout->addWidget(m_range);
    layout->addWidget(m_node);
    layout->addWidget(m_pause);
    layout->addWidget(m_back);
    layout->addWidget(m_note, 1);
    layout->addWidget(m_picture);
    layout->addWidget(m_report);
    return bar;
}

void ChartsPanel::makePictureMenu()
{
    auto *menu = new QMenu(m_picture);
    QAction *save = menu->addAction(icon("save"), {});
    save->setObjectName(u"chartsSavePicture"_s);
    connect(save, &QAction::triggered, this,
            [this] { savePicture(m_grid->content(), m_page == Page::Resources ? u"resources"_s : u"throughput"_s); });
    QAction *copy = menu->addAction(icon("image"), {});
    copy->setObjectName(u"chartsCopyPicture"_s);
    connect(copy, &QAction::triggered, this, [this] { copyPicture(m_grid->content()); });
    m_picture->setMenu(menu);
}

void ChartsPanel::showChartMenu(QWidget *cell, const QPoint &position)
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const QString name = cell->findChild<ChartView *>()->objectName();
    connect(menu->addAction(icon("save"), tr("Save picture…")), &QAction::triggered, this,
            [this, cell, name] { savePicture(cell, name); });
    connect(menu->addAction(icon("image"), tr("Copy picture")), &QAction::triggered, this,
            [cell] { copyPicture(cell); });
    menu->popup(position);
}

void ChartsPanel::savePicture(QWidget *what, const QString &name)
{
    const QImage image = what->grab().toImage();
    const QString suggested = u"pult_%1_%2.png"_s.arg(
        name, QDateTime::fromMSecsSinceEpoch(toMicros(m_session.range().to) / 1000).toString(u"yyyy-MM-dd_HH-mm"_s));
    m_context.prompts.chooseTarget(this, tr("Save picture"), suggested, [this, image](const QString &path) {
        if (path.isEmpty())
            return;
        const auto write = [image, path] { return image.save(path, "PNG"); };
        whenDone(QtConcurrent::run(write), this, [this, path](bool written) {
            if (!written)
                Q_EMIT failed({ErrorKind::Disk, u"file_not_written"_s, {path, tr("the file cannot be written")}, {}});
        });
    });
}

void ChartsPanel::copyPicture(QWidget *what)
{
    QGuiApplication::clipboard()->setPixmap(what->grab());
}

QSize ChartsPanel::sizeHint() const
{
    return {100 * gridStep, 26 * gridStep};
}

QSize ChartsPanel::minimumSizeHint() const
{
    return {40 * gridStep, 16 * gridStep};
}

void ChartsPanel::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    m_session.setSeen(this, true);
}

void ChartsPanel::hideEvent(QHideEvent *event)
{
    QWidget::hideEvent(event);
    m_session.setSeen(this, false);
}

void ChartsPanel::setNodes(const QList<queue::NodeInfo> &nodes)
{
    QStringList now{QString()};
    for (const queue::NodeInfo &node : nodes)
        now.append(node.id);
    QStringList before;
    for (int i = 0; i < m_node->count(); ++i)
        before.append(m_node->itemData(i).toString());
    if (now == before)
        return;
    while (m_node->count() > 1)
        m_node->removeItem(1);
    for (const queue::NodeInfo &node : nodes)
        m_node->addItem(node.name, node.id);
    updateChoices();
}

void ChartsPanel::onRangeChosen(int index)
{
    const auto preset = static_cast<Preset>(index);
    if (preset != Preset::Custom) {
        m_session.setPreset(preset);
        return;
    }
    auto *dialog = new RangeDialog(m_session.range(), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog] { m_session.setCustom(dialog->range()); });
    connect(dialog, &QDialog::rejected, this, &ChartsPanel::updateChoices);
    dialog->open();
}

void ChartsPanel::onEmptyActivated()
{
    if (m_session.isZoomed())
        m_session.zoomBack();
    else
        m_session.setPreset(Preset::Days7);
}

void ChartsPanel::updateChoices()
{
    m_range->setCurrentIndex(int(m_session.preset()));
    m_node->setCurrentIndex(std::max(0, m_node->findData(m_session.node())));
    m_pause->setChecked(m_session.isPaused());
    m_pause->setIcon(icon(m_session.isPaused() ? "play" : "pause"));
    m_pause->setToolTip(m_session.isPaused() ? tr("Go on") : tr("Pause: the charts stand still"));
    m_pause->setAccessibleName(m_pause->toolTip());
    m_back->setVisible(m_session.isZoomed());
    updateState();
}

void ChartsPanel::updateState()
{
    const ChartData &data = m_session.data();
    m_stack->setCurrentWidget(m_session.hasArrived() && !data.isEmpty ? static_cast<QWidget *>(m_grid) : m_empty);
    if (!m_session.hasArrived())
        m_empty->setTexts(m_error ? errorText(*m_error) : tr("Reading the measurements…"));
    else if (m_session.isZoomed())
        m_empty->setTexts(tr("Nothing was measured in this time."), tr("Back"));
    else if (m_session.preset() == Preset::Days7 || m_session.preset() == Preset::Days30)
        m_empty->setTexts(tr("Nothing measured yet: samples come every minute."));
    else
        m_empty->setTexts(tr("Nothing measured yet: samples come every minute."), tr("Show the last 7 days"));
    updateNote();
}

void ChartsPanel::updateNote()
{
    const ChartData &data = m_session.data();
    QString text;
    if (m_session.hasArrived()) {
        text = tr("a point each %1 · as of %2").arg(HumanText::brief(data.stretch), HumanText::clock(data.now));
        if (m_error)
            text = tr("no answer · as of %1").arg(HumanText::clock(data.now));
        else if (m_session.isPaused())
            text = tr("paused · ") + text;
    }
    m_note->setText(text);
    m_note->setToolTip(m_error ? errorText(*m_error) : text);
}

void ChartsPanel::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    QWidget::changeEvent(event);
}

void ChartsPanel::retranslate()
{
    for (int i = 0; i < m_range->count(); ++i)
        m_range->setItemText(i, presetText(static_cast<Preset>(i)));
    m_node->setItemText(0, tr("All computers"));
    m_range->setAccessibleName(tr("Range of time"));
    m_node->setAccessibleName(tr("Computer"));
    m_back->setToolTip(tr("Back to the range before (double click in a chart)"));
    m_back->setAccessibleName(tr("Back"));
    m_picture->setToolTip(tr("Picture of these charts"));
    m_picture->setAccessibleName(m_picture->toolTip());
    m_report->setToolTip(tr("Report as a table, or JSON"));
    m_report->setAccessibleName(m_report->toolTip());
    const QList<QAction *> actions = m_picture->menu()->actions();
    actions.at(0)->setText(tr("Save picture…"));
    actions.at(1)->setText(tr("Copy picture"));
    m_grid->setAccessibleName(m_page == Page::Resources ? tr("Resources") : tr("Throughput"));
    m_grid->retranslate();
    updateChoices();
}

} // namespace pult::ui
