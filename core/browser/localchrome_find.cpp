// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Where the three systems keep Chrome and Chromium.
#include "localchrome.h"

#include <QDir>
#include <QFileInfo>
#include <QStandardPaths>

namespace pult::browser {

using namespace Qt::StringLiterals;

namespace {

QStringList usualNames()
{
    return {u"google-chrome-stable"_s, u"google-chrome"_s, u"chromium"_s, u"chromium-browser"_s, u"chrome"_s};
}

QStringList usualPlaces()
{
#if defined(Q_OS_WIN)
    QStringList places;
    for (const char *variable : {"ProgramFiles", "ProgramFiles(x86)", "LOCALAPPDATA"}) {
        const QString base = qEnvironmentVariable(variable);
        if (base.isEmpty())
            continue;
        places << base + "/Google/Chrome/Application/chrome.exe"_L1 << base + "/Chromium/Application/chrome.exe"_L1;
    }
    return places;
#elif defined(Q_OS_MACOS)
    QStringList places;
    for (const QString &base : {u"/Applications"_s, QDir::homePath() + "/Applications"_L1})
        places << base + "/Google Chrome.app/Contents/MacOS/Google Chrome"_L1
               << base + "/Chromium.app/Contents/MacOS/Chromium"_L1;
    return places;
#else
    return {u"/opt/google/chrome/chrome"_s, u"/usr/bin/chromium"_s, u"/usr/lib/chromium/chromium"_s,
            u"/usr/lib64/chromium-browser/chromium-browser"_s, u"/snap/bin/chromium"_s};
#endif
}

bool isProgram(const QString &path)
{
    const QFileInfo info(path);
    return info.isFile() && info.isExecutable();
}

} // namespace

Result<QString> findBrowser(const QString &configured)
{
    if (!configured.isEmpty()) {
        const QString found =
            QDir::isAbsolutePath(configured) ? configured : QStandardPaths::findExecutable(configured);
        if (!isProgram(found))
            return fail(ErrorKind::Invalid, "browser_path_invalid", {configured});
        return found;
    }
    for (const QString &name : usualNames()) {
        const QString found = QStandardPaths::findExecutable(name);
        if (!found.isEmpty())
            return found;
    }
    for (const QString &place : usualPlaces()) {
        if (isProgram(place))
            return place;
    }
    return fail(ErrorKind::NotFound, "browser_not_found", {usualNames().join(", "_L1)});
}

} // namespace pult::browser
