// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "dialogs/reportschedule.h"
#include "models/reportmodels.h"
#include "models/timewindow.h"
#include "panels/uicontext.h"

#include <QDialog>
#include <QFutureWatcher>

class QComboBox;
class QDateTimeEdit;
class QFormLayout;
class QGroupBox;
class QLabel;
class QLineEdit;
class QListView;
class QProgressBar;
class QPushButton;
class QSpinBox;

namespace pult::ui {

class ReportPreviewPane;

/// Makes a report: which one, over which time, which columns, for which spreadsheet program; with its first rows to
/// look at. Writes it once, with progress and a way to stop, or lets it come every day, week or month. GUI thread.
class ReportDialog final : public QDialog
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ReportDialog)

public:
    explicit ReportDialog(const UiContext &context, QWidget *parent = nullptr);

    /// What would be made now.
    upkeep::ReportRequest request() const;
    /// Begins with this range instead of the last day.
    void setRange(const TimeWindow::Range &range);

    using Repeat = ReportRepeat;

protected:
    void changeEvent(QEvent *event) override;
    void reject() override;

private:
    enum class Span { Day, Yesterday, Week, Month, LastMonth, Chosen };
    struct Labels
    {
        QLabel *kind, *span, *from, *to, *format, *repeat, *folder, *keep, *columns;
    };
    void makeForm(QFormLayout *form);
    void makeFoot();
    void connectAll();
    void retranslate();
    void retranslateForm();
    void applySpan();
    void updateForm();
    void onAccept();
    void save();
    void write(const QString &path);
    void onWritten();
    void schedule();
    void say(const QString &text, bool fault);
    TimeWindow::Range chosenRange() const;
    bool isWriting() const { return m_writing.isRunning(); }

    const UiContext &m_context;
    ReportColumnModel m_columnModel;
    QFutureWatcher<Result<upkeep::ReportDone>> m_writing;
    Labels m_labels{};
    QComboBox *m_kind;
    QComboBox *m_span;
    QDateTimeEdit *m_from;
    QDateTimeEdit *m_to;
    QComboBox *m_format;
    QComboBox *m_repeat;
    QLineEdit *m_folder;
    QSpinBox *m_keep;
    QListView *m_columns;
    ReportPreviewPane *m_preview;
    QLabel *m_message;
    QProgressBar *m_progress;
    QPushButton *m_accept;
    QPushButton *m_cancel;
};

} // namespace pult::ui
