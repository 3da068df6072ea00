// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "logformat.h"

#include "logoptions.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QTimeZone>

#include <array>

namespace pult {

namespace {

using namespace Qt::StringLiterals;

constexpr qint64 microsPerSecond = 1000000;

/// RFC 3339 with microseconds and offset. The second's part is kept, since most lines share it with the last one.
QByteArray timestamp(qint64 micros)
{
    struct Second
    {
        qint64 value = -1;
        QByteArray begin;
        QByteArray offset;
    };
    static thread_local Second cached;
    const qint64 second = micros / microsPerSecond;
    if (cached.value != second) {
        const QDateTime time = QDateTime::fromSecsSinceEpoch(second);
        const int offset = time.offsetFromUtc() / 60;
        cached.value = second;
        cached.begin = time.toString(u"yyyy-MM-ddTHH:mm:ss"_s).toLatin1();
        cached.offset = u"%1%2:%3"_s.arg(QLatin1Char(offset < 0 ? '-' : '+'))
                            .arg(std::abs(offset) / 60, 2, 10, QLatin1Char('0'))
                            .arg(std::abs(offset) % 60, 2, 10, QLatin1Char('0'))
                            .toLatin1();
    }
    return cached.begin + '.' + QByteArray::number(micros % microsPerSecond).rightJustified(6, '0') + cached.offset;
}

void appendEscaped(QByteArray &line, QByteArrayView text)
{
    constexpr char hex[] = "0123456789abcdef";
    for (const char c : text) {
        if (c == '"' || c == '\\') {
            line.append('\\').append(c);
        } else if (c == '\n') {
            line.append("\\n");
        } else if (c == '\t') {
            line.append("\\t");
        } else if (uchar(c) < 0x20) {
            line.append("\\u00").append(hex[uchar(c) >> 4]).append(hex[uchar(c) & 15]);
        } else {
            line.append(c);
        }
    }
}

void appendField(QByteArray &line, QByteArrayView name, QByteArrayView value)
{
    line.append(",\"").append(name).append("\":\"");
    appendEscaped(line, value);
    line.append('"');
}

/// The ids by which log lines are looked for become fields of their own.
void appendIds(QByteArray &line, const QByteArray &message)
{
    constexpr std::array<std::pair<QByteArrayView, QByteArrayView>, 6> fields{{{"task=", "task_id"},
                                                                               {"batch=", "batch_id"},
                                                                               {"profile=", "profile_id"},
                                                                               {"worker=", "worker_id"},
                                                                               {"node=", "node_id"},
                                                                               {"request=", "request_id"}}};
    if (!message.contains('='))
        return;
    for (const auto &[word, name] : fields) {
        const qsizetype at = message.indexOf(word);
        if (at < 0 || (at > 0 && message.at(at - 1) != ' '))
            continue;
        const qsizetype begin = at + word.size();
        qsizetype end = message.indexOf(' ', begin);
        if (end < 0)
            end = message.size();
        appendField(line, name, QByteArrayView(message).sliced(begin, end - begin));
    }
}

} // namespace

QLatin1StringView nameOf(QtMsgType level)
{
    switch (level) {
    case QtDebugMsg:
        return "debug"_L1;
    case QtInfoMsg:
        return "info"_L1;
    case QtWarningMsg:
        return "warning"_L1;
    case QtCriticalMsg:
        return "error"_L1;
    case QtFatalMsg:
        break;
    }
    return "fatal"_L1;
}

std::optional<QtMsgType> logLevelFromString(QStringView name)
{
    const QString lower = name.toString().toLower();
    if (lower == "trace"_L1 || lower == "debug"_L1)
        return QtDebugMsg;
    if (lower == "info"_L1)
        return QtInfoMsg;
    if (lower == "warn"_L1 || lower == "warning"_L1)
        return QtWarningMsg;
    if (lower == "error"_L1 || lower == "critical"_L1)
        return QtCriticalMsg;
    if (lower == "fatal"_L1)
        return QtFatalMsg;
    return std::nullopt;
}

QByteArray toJsonLine(const LogLine &line)
{
    const QByteArray message = line.message.toUtf8();
    QByteArray json;
    json.reserve(message.size() + 160);
    json.append("{\"ts\":\"").append(timestamp(line.atMicros)).append('"');
    appendField(json, "level", QByteArrayView(nameOf(line.level).data(), nameOf(line.level).size()));
    appendField(json, "logger", line.category);
    appendField(json, "thread", line.thread.toUtf8());
    appendIds(json, message);
    appendField(json, "msg", message);
    json.append("}\n");
    return json;
}

QByteArray toTextLine(const LogLine &line)
{
    QByteArray message = line.message.toUtf8();
    message.replace('\n', "\u23ce");
    return timestamp(line.atMicros) + ' ' + nameOf(line.level).data() + ' ' + line.category + " [" +
           line.thread.toUtf8() + "] " + message + '\n';
}

QByteArray toLine(const LogLine &line, bool json)
{
    return json ? toJsonLine(line) : toTextLine(line);
}

QString headerMessage()
{
    return u"log_opened version=" PULT_VERSION " pid=%1 time_zone=%2"_s.arg(QCoreApplication::applicationPid())
        .arg(QString::fromLatin1(QTimeZone::systemTimeZoneId()));
}

} // namespace pult
