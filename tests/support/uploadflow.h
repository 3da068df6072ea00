// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QFile>
#include <QUrl>

namespace pult::test {

/// The demo's recording, aimed at `site`.
inline QByteArray uploadFlow(const QUrl &site)
{
    QFile file(QStringLiteral(":/demo/upload-flow.json"));
    if (!file.open(QIODevice::ReadOnly))
        qFatal("the demo's flow is missing");
    return file.readAll().replace("http://127.0.0.1:8000", site.toString(QUrl::StripTrailingSlash).toUtf8());
}

} // namespace pult::test
