// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The demo's upload site as a process of its own, so that tests may kill Pult and ask the site what it got.
#include <demo/uploadsite.h>

#include <QCoreApplication>

#include <cstdio>

int main(int argc, char *argv[])
{
    QCoreApplication app(argc, argv);
    const QStringList arguments = app.arguments();
    if (arguments.size() < 2) {
        std::fputs("usage: pult-upload-site FOLDER [ANSWER-DELAY-MS]\n", stderr);
        return 2;
    }
    pult::demo::UploadSite site(
        {.folder = arguments[1], .answerDelay = std::chrono::milliseconds(arguments.value(2).toInt())});
    if (const auto started = site.start(); !started) {
        std::fputs(qPrintable(pult::toLogString(started.error())), stderr);
        return 1;
    }
    std::printf("%s\n", qPrintable(site.url().toString()));
    std::fflush(stdout);
    return app.exec();
}
