// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "settingsfile.h"

#include <QFile>
#include <QFileInfo>
#include <QSaveFile>
#include <QSettings>

namespace pult {

using namespace Qt::StringLiterals;

namespace {

/// As QSettings reads it back: in quotes, with backslashes before what would end them; an @ at the start twice, since
/// one alone may begin a stored type.
QString quoted(const QString &value)
{
    QString text = value.startsWith(u'@') ? u"@"_s : QString();
    for (const QChar c : value) {
        if (c == u'"' || c == u'\\')
            text += u'\\';
        if (c == u'\n')
            text += u"\\n"_s;
        else if (c != u'\r')
            text += c;
    }
    return u'"' + text + u'"';
}

QString nameOfLine(const QString &line)
{
    const qsizetype sign = line.indexOf(u'=');
    return sign > 0 ? line.left(sign).trimmed() : QString();
}

bool isOfSettings(const QString &section)
{
    return section.isEmpty() || section.compare(u"[General]"_s, Qt::CaseInsensitive) == 0;
}

/// The lines with the changes in them; what is new goes to the end of the section that settings stand in.
QStringList changed(const QStringList &lines, QHash<QString, QString> changes)
{
    QStringList result;
    QString section;
    qsizetype end = -1; // where new lines go
    for (const QString &line : lines) {
        const QString trimmed = line.trimmed();
        if (trimmed.startsWith(u'['))
            section = trimmed;
        const QString name = nameOfLine(trimmed);
        const bool ours = isOfSettings(section) && !name.isEmpty();
        const auto change = ours ? changes.constFind(name) : changes.constEnd();
        if (change == changes.constEnd())
            result.append(line);
        else if (!change->isEmpty())
            result.append(name + u'=' + quoted(*change));
        if (change != changes.constEnd())
            changes.remove(name);
        if (isOfSettings(section) && !trimmed.isEmpty())
            end = result.size();
    }
    QStringList added;
    for (auto it = changes.cbegin(); it != changes.cend(); ++it) {
        if (!it->isEmpty())
            added.append(it.key() + u'=' + quoted(*it));
    }
    added.sort();
    if (end < 0 && !added.isEmpty())
        added.prepend(u"[General]"_s);
    for (qsizetype i = 0; i < added.size(); ++i)
        result.insert(std::max<qsizetype>(end, 0) + i, added.at(i));
    return result;
}

/// QSettings knows only comments that begin with ;. The number of the first line that is neither that, nor a comment
/// that begins with # as in .env, a section, or NAME=VALUE; 0: there is none. A # line that would swallow the next one,
/// by an open quote or a backslash at its end, counts as wrong too.
int firstWrongLine(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly | QIODevice::Text))
        return 0;
    const QStringList lines = QString::fromUtf8(file.readAll()).split(u'\n');
    for (qsizetype i = 0; i < lines.size(); ++i) {
        const QString line = lines.at(i).trimmed();
        const bool isComment = line.startsWith(u'#') && line.count(u'"') % 2 == 0 && !line.endsWith(u'\\');
        const bool isKnown = line.isEmpty() || line.startsWith(u';') || (line.startsWith(u'[') && line.endsWith(u']'));
        if (!isKnown && !isComment && (line.startsWith(u'#') || !line.contains(u'=')))
            return static_cast<int>(i) + 1;
    }
    return 0;
}

} // namespace

Result<QHash<QString, QString>> readSettingsFile(const QString &path)
{
    QHash<QString, QString> values;
    if (!QFile::exists(path))
        return values;
    QSettings file(path, QSettings::IniFormat);
    const QStringList names = file.allKeys();
    if (file.status() == QSettings::AccessError || !QFileInfo(path).isReadable())
        return fail(ErrorKind::Invalid, "settings_file_invalid", {path});
    // Without the line itself: it may hold a secret.
    if (const int line = firstWrongLine(path); line > 0)
        return fail(ErrorKind::Invalid, "settings_line_invalid", {path, QString::number(line)});
    // A comma makes a list of a value in this format; put it together again.
    for (const QString &name : names)
        values.insert(name, file.value(name).toStringList().join(u','));
    return values;
}

Result<> writeSettingsFile(const QString &path, const QHash<QString, QString> &changes)
{
    QStringList lines;
    QFile present(path);
    if (present.exists()) {
        if (!present.open(QIODevice::ReadOnly | QIODevice::Text))
            return fail(ErrorKind::Disk, "settings_file_unwritable", {path, present.errorString()});
        lines = QString::fromUtf8(present.readAll()).split(u'\n');
        if (lines.constLast().isEmpty())
            lines.removeLast();
        present.close();
    }
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly))
        return fail(ErrorKind::Disk, "settings_file_unwritable", {path, file.errorString()});
    file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner);
    file.write((changed(lines, changes).join(u'\n') + u'\n').toUtf8());
    if (!file.commit())
        return fail(ErrorKind::Disk, "settings_file_unwritable", {path, file.errorString()});
    return {};
}

} // namespace pult
