// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "charts/chartsession.h"
#include "panels/uicontext.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QMenu;
class QStackedWidget;
class QToolButton;

namespace pult::ui {

class ChartGrid;
class ChartView;
class EmptyState;

/// Charts under one bar with range, computer, pause and picture: what is used, or what is done. Both docks are of this
/// class, since they differ in their charts alone; what is chosen holds for both. GUI thread.
class ChartsPanel final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ChartsPanel)

public:
    enum class Page { Resources, Throughput };
    ChartsPanel(const UiContext &context, Page page, QWidget *parent = nullptr);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    void reportRequested();
    void failed(const pult::Error &error);

protected:
    void changeEvent(QEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    QWidget *makeBar();
    void makePictureMenu();
    void retranslate();
    void setNodes(const QList<queue::NodeInfo> &nodes);
    void onRangeChosen(int index);
    void onEmptyActivated();
    void updateChoices();
    void updateState();
    void updateNote();
    void showChartMenu(QWidget *cell, const QPoint &position);
    void savePicture(QWidget *what, const QString &name);
    static void copyPicture(QWidget *what);

    const UiContext &m_context;
    ChartSession &m_session;
    const Page m_page;
    QComboBox *m_range;
    QComboBox *m_node;
    QToolButton *m_pause;
    QToolButton *m_back;
    QToolButton *m_picture;
    QToolButton *m_report;
    QLabel *m_note;
    QStackedWidget *m_stack;
    ChartGrid *m_grid;
    EmptyState *m_empty;
    std::optional<Error> m_error; ///< of the last answer
};

} // namespace pult::ui
