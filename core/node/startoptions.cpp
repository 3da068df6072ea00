// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "startoptions.h"

#include <base/errortext.h>
#include <demo/demo.h>

#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <cstdio>

namespace pult::node {

using namespace Qt::StringLiterals;

Result<Settings::Input> settingsInput(const StartOptions &options)
{
    const bool ownDemoFolder = options.demo && options.dataDir.isEmpty() && !qEnvironmentVariableIsSet("PULT_DATA_DIR");
    const Result<QString> dataDir = settleDataDir(ownDemoFolder ? demo::demoDataDir() : options.dataDir);
    if (!dataDir)
        return fail(dataDir.error());
    Settings::Input input;
    input.dataDir = *dataDir;
    input.workingDir = QDir::currentPath();
    input.commandLine = options.settings;
    if (options.demo && !Settings::load(input).isSet("WORKER_BASE_PORT"))
        input.commandLine.insert(u"WORKER_BASE_PORT"_s, u"0"_s); // a demo stands beside the real thing
    return input;
}

Result<Settings> loadSettings(const StartOptions &options)
{
    const Result<Settings::Input> input = settingsInput(options);
    if (!input)
        return fail(input.error());
    return Settings::load(*input);
}

ExitCode exitCodeFor(const Error &error)
{
    switch (error.kind) {
    case ErrorKind::Unavailable:
    case ErrorKind::Network:
    case ErrorKind::Timeout:
    case ErrorKind::Limited:
    case ErrorKind::Database:
    case ErrorKind::Internal:
        return exitFailed;
    case ErrorKind::Invalid:
    case ErrorKind::NotFound:
    case ErrorKind::Conflict:
    case ErrorKind::Denied:
    case ErrorKind::Cancelled:
    case ErrorKind::Disk:
        break;
    }
    return exitWrongUse;
}

void tellErrors(const QList<Error> &errors, bool json)
{
    for (const Error &error : errors)
        tellError(error, json);
}

void tellError(const Error &error, bool json)
{
    QByteArray text = errorText(error).toUtf8();
    if (json) {
        const QJsonObject problem{{u"type"_s, u"about:blank"_s},
                                  {u"title"_s, errorSentence(error)},
                                  {u"detail"_s, errorAdvice(error)},
                                  {u"code"_s, error.code},
                                  {u"arguments"_s, QJsonArray::fromStringList(error.arguments)}};
        text = QJsonDocument(problem).toJson(QJsonDocument::Compact);
    }
    text += '\n';
    std::fputs(text.constData(), stderr);
}

} // namespace pult::node
