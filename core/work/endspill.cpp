// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "endspill.h"

#include "logging.h"

#include <queue/taskrow.h>

#include <QCryptographicHash>
#include <QDateTime>
#include <QFileInfo>
#include <QJsonDocument>

#include <array>

#ifdef Q_OS_WIN
#include <io.h>
#else
#include <fcntl.h>
#include <unistd.h>
#endif

namespace pult::work {

using namespace Qt::StringLiterals;
using queue::Completion;
using queue::Outcome;

namespace {

constexpr std::array outcomes{Outcome::Completed,   Outcome::Failed,    Outcome::FailedForGood, Outcome::Snoozed,
                              Outcome::Interrupted, Outcome::Cancelled, Outcome::Unknown};
constexpr qint64 longestHead = 128;

/// Until it is on the disk itself.
bool sync(const QFile &file)
{
#ifdef Q_OS_WIN
    return _commit(file.handle()) == 0;
#else
    return ::fsync(file.handle()) == 0;
#endif
}

/// The name of a new file is part of its folder.
void syncFolderOf(const QString &path)
{
#ifndef Q_OS_WIN
    const int folder = ::open(QFile::encodeName(QFileInfo(path).path()).constData(), O_RDONLY | O_CLOEXEC);
    if (folder < 0)
        return;
    ::fsync(folder);
    ::close(folder);
#else
    Q_UNUSED(path)
#endif
}

QByteArray recordOf(const QByteArray &json)
{
    const QByteArray sum = QCryptographicHash::hash(json, QCryptographicHash::Sha1).toHex();
    return QByteArray::number(json.size()) + ' ' + sum + '\n' + json + '\n';
}

/// The record that begins here; none when it is torn.
std::optional<QByteArray> readRecord(QFile &file)
{
    const QByteArray head = file.readLine(longestHead);
    const QList<QByteArray> parts = head.trimmed().split(' ');
    bool isNumber = false;
    const qint64 length = parts.constFirst().toLongLong(&isNumber);
    if (!isNumber || parts.size() != 2 || !head.endsWith('\n') || length > file.size())
        return std::nullopt;
    const QByteArray json = file.read(length);
    if (json.size() != length || file.read(1) != "\n" ||
        QCryptographicHash::hash(json, QCryptographicHash::Sha1).toHex() != parts.constLast())
        return std::nullopt;
    return json;
}

QString text64(const QByteArray &bytes)
{
    return QString::fromLatin1(bytes.toBase64());
}

QByteArray bytes64(const QJsonValue &value)
{
    return QByteArray::fromBase64(value.toString().toLatin1());
}

} // namespace

QByteArray toSpillJson(const Completion &end)
{
    QJsonArray artifacts;
    for (const queue::Artifact &one : end.artifacts) {
        artifacts.append(QJsonObject{{u"name"_s, one.name},
                                     {u"mime"_s, one.mimeType},
                                     {u"size"_s, one.size},
                                     {u"lease"_s, one.runLease},
                                     {u"data"_s, text64(one.data)}});
    }
    QJsonObject object{{u"task"_s, end.taskId},
                       {u"run_lease"_s, end.runLease},
                       {u"worker"_s, end.worker},
                       {u"outcome"_s, queue::nameOf(end.outcome)},
                       {u"snooze_ms"_s, qint64(end.snooze.count())},
                       {u"output"_s, text64(end.output)},
                       {u"steps"_s, text64(end.steps)},
                       {u"log"_s, text64(end.log)},
                       {u"artifacts"_s, artifacts}};
    if (end.error)
        object[u"error"_s] = queue::errorToText(*end.error);
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

std::optional<Completion> endFromSpillJson(const QByteArray &json)
{
    const QJsonObject object = QJsonDocument::fromJson(json).object();
    Completion end;
    end.taskId = object[u"task"].toInteger();
    end.runLease = object[u"run_lease"].toInteger();
    end.worker = object[u"worker"].toString();
    const QString name = object[u"outcome"].toString();
    const auto outcome =
        std::find_if(outcomes.begin(), outcomes.end(), [&name](Outcome one) { return queue::nameOf(one) == name; });
    if (end.taskId <= 0 || end.runLease <= 0 || outcome == outcomes.end())
        return std::nullopt;
    end.outcome = *outcome;
    end.snooze = std::chrono::milliseconds(object[u"snooze_ms"].toInteger());
    end.output = bytes64(object[u"output"]);
    end.steps = bytes64(object[u"steps"]);
    end.log = bytes64(object[u"log"]);
    if (object.contains(u"error"))
        end.error = queue::errorFromText(object[u"error"].toString());
    const QJsonArray artifacts = object[u"artifacts"].toArray();
    for (const QJsonValue &value : artifacts) {
        queue::Artifact one;
        one.runLease = value[u"lease"].toInteger();
        one.name = value[u"name"].toString();
        one.mimeType = value[u"mime"].toString();
        one.size = value[u"size"].toInteger();
        one.data = bytes64(value[u"data"]);
        end.artifacts.append(one);
    }
    return end;
}

EndSpill::EndSpill(QString path, QString database)
    : m_path(std::move(path)), m_database(std::move(database)), m_file(m_path)
{
}

Result<> EndSpill::open()
{
    if (m_file.isOpen())
        return {};
    if (m_path.isEmpty())
        return fail(ErrorKind::Disk, "file_not_written", {m_path, u"no data folder"_s});
    const bool isNew = !QFile::exists(m_path);
    if (!m_file.open(QIODevice::ReadWrite | QIODevice::Unbuffered))
        return fail(ErrorKind::Disk, "file_not_written", {m_path, m_file.errorString()});
    m_file.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
    const QByteArray head = "pult-ends 1 " + m_database.toUtf8() + '\n';
    if (m_file.size() == 0 && m_file.write(head) != head.size()) {
        const QString why = m_file.errorString();
        m_file.resize(0);
        m_file.close();
        return fail(ErrorKind::Disk, "file_not_written", {m_path, why});
    }
    if (isNew)
        syncFolderOf(m_path);
    return {};
}

Result<QList<EndSpill::Place>> EndSpill::append(const QList<Completion> &ends)
{
    if (const Result<> opened = open(); !opened)
        return fail(opened.error());
    const qint64 before = m_file.size();
    QByteArray records;
    QList<Place> places;
    for (const Completion &end : ends) {
        const QByteArray record = recordOf(toSpillJson(end));
        places.append({before + records.size(), record.size()});
        records += record;
    }
    if (!m_file.seek(before) || m_file.write(records) != records.size() || !sync(m_file)) {
        const QString why = m_file.errorString();
        m_file.resize(before);
        return fail(ErrorKind::Disk, "file_not_written", {m_path, why});
    }
    return places;
}

std::optional<Completion> EndSpill::read(const Place &place)
{
    if (!open() || !m_file.seek(place.offset))
        return std::nullopt;
    const std::optional<QByteArray> json = readRecord(m_file);
    return json ? endFromSpillJson(*json) : std::nullopt;
}

QList<std::pair<Completion, EndSpill::Place>> EndSpill::recover()
{
    QList<std::pair<Completion, Place>> ends;
    if (!QFile::exists(m_path) || !open())
        return ends;
    m_file.seek(0);
    const QByteArray head = m_file.readLine();
    if (head.trimmed() != "pult-ends 1 " + m_database.toUtf8()) {
        m_file.close();
        const QString aside = m_path + u'.' + QDateTime::currentDateTimeUtc().toString(u"yyyyMMdd-hhmmss"_s);
        QFile::rename(m_path, aside);
        qCWarning(lcWork).noquote() << "ends of another database put aside:" << aside;
        return ends;
    }
    qint64 good = m_file.pos();
    while (const std::optional<QByteArray> json = readRecord(m_file)) {
        if (std::optional<Completion> end = endFromSpillJson(*json))
            ends.append({std::move(*end), {good, m_file.pos() - good}});
        good = m_file.pos();
    }
    if (good < m_file.size()) {
        qCWarning(lcWork).nospace() << "a torn end of the ends' file is left out bytes=" << m_file.size() - good;
        m_file.resize(good);
    }
    return ends;
}

void EndSpill::clear()
{
    m_file.close();
    if (!m_path.isEmpty())
        QFile::remove(m_path);
}

} // namespace pult::work
