// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "logoptions.h"

#include "settings.h"

#include <QFileInfo>

namespace pult {

using namespace Qt::StringLiterals;

LogOptions logOptions(const Settings &settings, const QString &stream)
{
    LogOptions options;
    options.filePath = settings.text("LOG_FILE_PATH");
    if (options.filePath.isEmpty())
        options.filePath = settings.dataDir() + u"/logs/pult.log";
    if (!stream.isEmpty()) {
        const QFileInfo info(options.filePath);
        const QString suffix = info.suffix().isEmpty() ? QString() : QString(u'.' + info.suffix());
        options.filePath = info.path() + u'/' + info.completeBaseName() + u'-' + stream + suffix;
    }
    options.maxBytes = settings.integer("LOG_MAX_BYTES");
    options.backupCount = int(settings.integer("LOG_BACKUP_COUNT"));
    options.level = logLevelFromString(settings.text("LOG_LEVEL")).value_or(QtInfoMsg);
    if (settings.boolean("DEBUG") && !settings.isSet("LOG_LEVEL"))
        options.level = QtDebugMsg;
    options.jsonLines = settings.text("LOG_FORMAT") == "json"_L1;
    options.stderrJson = settings.isSet("LOG_FORMAT") && options.jsonLines;
    return options;
}

} // namespace pult
