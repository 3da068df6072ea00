// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "flightrecorder.h"
#include "flowinput.h"
#include "flowlocator.h"
#include "flowplayer.h"
#include "flowtabs.h"

#include <QElapsedTimer>
#include <QJsonArray>

namespace pult::browser {

/// The playing of one flow. Lives on the stack of playFlow; thread-affine.
class FlowRunner final
{
public:
    FlowRunner(CdpConnection &connection, Flow flow, FlowOptions options, FlowObserver &observer, CancelToken &token);
    ~FlowRunner();
    Q_DISABLE_COPY_MOVE(FlowRunner)

    QCoro::Task<FlowRun> play();

private:
    /// One step while it is played.
    struct Step
    {
        int index = 0;
        QString type;
        QJsonObject json;
        bool commit = false;
        std::chrono::milliseconds timeout{};
        QDeadlineTimer deadline{};
        FlowTab *tab = nullptr;
        QString frameId{};
        bool aimsAtFrame = false; ///< `target` named a frame, which cannot be resized or closed
        bool begun = false;       ///< the commit was recorded
        bool touched = false;     ///< something was done to the page
        QString tried{};          ///< selectors, for the error
        std::vector<std::unique_ptr<NavigationWatch>> events{};

        std::chrono::milliseconds left() const;
        FlowPage &page() const { return *tab->page; }
    };
    enum Ready { InView = 1, Stable = 2, Enabled = 4 };
    using Action = std::function<QCoro::Task<Result<>>(Step &, QString)>;

    // Running (flowrunner.cpp)
    QCoro::Task<> playSteps();
    QCoro::Task<Result<>> playStep(int index);
    QCoro::Task<Result<>> aim(Step &step);
    QCoro::Task<Result<>> perform(Step &step);
    QCoro::Task<Result<>> beginTouching(Step &step);
    QCoro::Task<Result<>> finishEvents(Step &step);
    Error stepError(const Step &step, const Error &cause) const;
    void keepConsole(QtMsgType level, const QString &text);
    void onLost(Error error);

    // What is left of a run that failed (flowevidence.cpp)
    bool wantsEvidence() const;
    QCoro::Task<> keepEvidence();
    QByteArray flightRecord() const;

    // Elements (flowelements.cpp)
    QCoro::Task<Result<>> withElement(Step &step, QList<QStringList> selectors, int ready, Action action);
    QCoro::Task<Result<bool>> isReady(Step &step, QString element, int ready);
    QCoro::Task<Result<>> clickElement(Step &step, QString element, std::optional<QPointF> offset,
                                       FlowInput::Click click);
    QCoro::Task<Result<>> hoverElement(Step &step, QString element);
    QCoro::Task<Result<>> scrollElement(Step &step, QString element);
    QCoro::Task<Result<>> fillElement(Step &step, QString element);
    QCoro::Task<Result<>> typeInto(Step &step, QString element, QString inPage);
    QCoro::Task<Result<>> setFiles(Step &step, QString element, QStringList files);
    QCoro::Task<Result<>> isolatedFocus(Step &step, QString element);

    // Steps (flowsteps.cpp)
    QCoro::Task<Result<>> click(Step &step, int count);
    QCoro::Task<Result<>> hover(Step &step);
    QCoro::Task<Result<>> change(Step &step);
    QCoro::Task<Result<>> scroll(Step &step);
    QCoro::Task<Result<>> key(Step &step, bool down);
    QCoro::Task<Result<>> navigate(Step &step);
    QCoro::Task<Result<>> close(Step &step);
    QCoro::Task<Result<>> setViewport(Step &step);
    QCoro::Task<Result<>> waitForElement(Step &step);
    QCoro::Task<Result<bool>> elementsMatch(Step &step);
    QCoro::Task<Result<>> waitForExpression(Step &step);
    QCoro::Task<Result<>> emulateNetwork(Step &step);

    // Custom steps (flowcustomsteps.cpp)
    QCoro::Task<Result<>> custom(Step &step);
    QCoro::Task<Result<>> customSetFiles(Step &step);
    QCoro::Task<Result<>> customScreenshot(Step &step);
    QCoro::Task<Result<>> customAssertText(Step &step);
    QCoro::Task<Result<>> customWaitForUrl(Step &step);

    /// Whether there is no sense in trying the step again.
    bool isFinal(const Error &error) const;

    CdpConnection &m_connection;
    Flow m_flow;
    FlowOptions m_options;
    FlowObserver &m_observer;
    CancelToken m_token; ///< of this run: cancelled with the caller's, and when the browser or the page is lost
    FlowTabs m_tabs;
    FlowWatch m_watch;
    FlightRecorder m_recorder;
    FlowRun m_run;
    QStringList m_console;
    QElapsedTimer m_clock;
    QJsonArray m_steps;
    int m_step = 0; ///< the present one
    bool m_lost = false;
    bool m_refused = false; ///< the observer said no: its own error ends the flow
};

/// The files a step is to choose, as the browser needs them; the first that cannot be read is the error.
/// Errors: flow_file_missing(path), flow_file_unreadable(path), flow_file_empty(path).
Result<QStringList> checkedFiles(const QJsonArray &files);

} // namespace pult::browser
