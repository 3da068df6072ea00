// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/settingtexts.h"
#include "models/tablemodel.h"

#include <QObject>

#include <functional>

namespace pult::ui {

/// A value that would be written.
struct SettingChange
{
    QString name;
    QString before; ///< as it may be shown, with words for nothing
    QString after;
    bool overridden = false; ///< something stronger than the file has it: no effect for now
    bool operator==(const SettingChange &) const = default;
};

/// What the settings dialog and the wizard edit: the values of the settings file, checked one by one, written as a
/// whole. What is in effect was read when the program started. GUI thread.
class SettingsBuffer final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(SettingsBuffer)

public:
    /// `effective`: what the program was started with.
    explicit SettingsBuffer(Settings effective, QObject *parent = nullptr);

    /// The settings that have an effect, in the table's order.
    QList<const SettingSpec *> specs() const;
    /// What stands in the field; empty: the default. Never a stored secret.
    QString edited(const SettingSpec &spec) const;
    void edit(const SettingSpec &spec, const QString &value);
    /// Takes the default back, a stored secret, too.
    void reset(const SettingSpec &spec);
    bool isChanged(const SettingSpec &spec) const;
    /// The file has a value, or the field does.
    bool canReset(const SettingSpec &spec) const;
    bool hasStoredSecret(const SettingSpec &spec) const;
    /// What is wrong with the field, a sentence; empty: nothing.
    QString fault(const SettingSpec &spec) const;
    bool hasFaults() const;
    SettingSource source(const SettingSpec &spec) const { return m_effective.source(spec.name); }
    /// Something stronger than the file has the say.
    bool isOverridden(const SettingSpec &spec) const { return source(spec) > SettingSource::File; }
    /// What is in effect, as it may be shown.
    QString effective(const SettingSpec &spec) const;

    QList<SettingChange> changes() const;
    /// Every setting as it would be after a restart.
    Settings preview() const;
    /// Faults that only show with all values together.
    QString faultOfAll() const;
    /// Writes; `done` is told which secrets stand in a file for want of a keychain.
    void save(QObject *context, std::function<void(Result<QStringList>)> done);
    QString dataDir() const { return m_effective.dataDir(); }

Q_SIGNALS:
    void changed();

private:
    void load();

    const Settings m_effective;
    QHash<QString, QString> m_saved;   ///< in the file, without secrets
    QStringList m_savedSecrets;        ///< names
    QHash<QString, QString> m_changes; ///< empty value: takes the default back
    QHash<QString, QString> m_written; ///< by this, after m_effective was read
};

/// What would be written, line by line.
class SettingChangeModel final : public TableModel<SettingChange, QString>
{
    Q_OBJECT

public:
    enum ColumnIndex { Name, Before, After };

    using TableModel::TableModel;

    const QList<Column> &columns() const override;

protected:
    QString headerText(int column) const override;
    QString keyOf(const SettingChange &change) const override { return change.name; }
    QVariant cell(const SettingChange &change, int column, int role) const override;
};

} // namespace pult::ui
