// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/uploadcheck.h"

#include <QWidget>

class QCheckBox;
class QComboBox;
class QDateTimeEdit;
class QLabel;
class QSpinBox;

namespace pult::ui {

/// When the uploads of a bulk upload begin, whether as a draft, and what becomes of unknown outcomes. GUI thread.
class UploadOptions final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(UploadOptions)

public:
    explicit UploadOptions(QWidget *parent);

    /// Puts its part into `form`.
    void fill(UploadForm &form) const;
    void set(const UploadForm &form);
    void showRemarks(const QList<UploadRemark> &remarks);
    void retranslate();

Q_SIGNALS:
    void changed();

private:
    QCheckBox *m_later;
    QDateTimeEdit *m_runAt;
    QLabel *m_spreadLabel;
    QSpinBox *m_spread;
    QCheckBox *m_draft;
    QLabel *m_unknownLabel;
    QComboBox *m_unknown;
    QLabel *m_remark;
};

} // namespace pult::ui
