// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "autostart.h"

#include <QDir>
#include <QFile>
#include <QSaveFile>
#include <QStandardPaths>

using namespace Qt::StringLiterals;

namespace pult::ui {

namespace {

QString entryPath()
{
    return QStandardPaths::writableLocation(QStandardPaths::GenericConfigLocation) + u"/autostart/pult.desktop"_s;
}

/// One argument of an Exec line by the rules of the Desktop Entry Specification: quoted, then escaped as a string.
QByteArray quoted(const std::string &argument)
{
    QByteArray text;
    for (const char c : argument) {
        if (c == '"' || c == '`' || c == '$' || c == '\\')
            text += "\\\\";
        text += c == '%' ? QByteArray("%%") : c == '\\' ? QByteArray("\\\\") : QByteArray(1, c);
    }
    return '"' + text + '"';
}

} // namespace

bool Autostart::isOn()
{
    QFile file(entryPath());
    return file.open(QIODevice::ReadOnly) && !file.readAll().contains("\nHidden=true");
}

bool Autostart::turnOn(const Entry &entry)
{
    const QString path = entryPath();
    QByteArray exec = quoted(entry.program) + " --minimized";
    if (!entry.dataDir.empty())
        exec += " --data-dir " + quoted(entry.dataDir);
    QSaveFile file(path);
    if (!QDir().mkpath(path.section(u'/', 0, -2)) || !file.open(QIODevice::WriteOnly))
        return false;
    file.write("[Desktop Entry]\nType=Application\nName=Pult\nIcon=pult\nTerminal=false\n"
               "X-GNOME-Autostart-enabled=true\nExec=" +
               exec + '\n');
    return file.commit();
}

bool Autostart::turnOff()
{
    return !QFile::exists(entryPath()) || QFile::remove(entryPath());
}

} // namespace pult::ui
