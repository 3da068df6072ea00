// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "databaseconfig.h"

#include <base/coretr.h>

#include <QRegularExpression>
#include <QUrl>
#include <QUrlQuery>

namespace pult::storage {

using namespace Qt::StringLiterals;

namespace {

/// The URL with user and password, and any password among the parameters, struck out.
QString withoutSecrets(const QString &url)
{
    static const QRegularExpression userInfo(u"://[^/?]*@"_s);
    static const QRegularExpression parameter(u"([?&](?:password|pass)=)[^&]*"_s);
    QString shown = url;
    shown.replace(userInfo, u"://***@"_s);
    shown.replace(parameter, u"\\1***"_s);
    return shown;
}

tl::unexpected<Error> invalid(const QString &url, const QString &what)
{
    return fail(ErrorKind::Invalid, "database_url_invalid", {withoutSecrets(url), what});
}

Result<DatabaseConfig> sqliteFromUrl(const QString &text)
{
    // sqlite:///path and sqlite:////path both name the absolute /path; Windows writes sqlite:///C:/path.
    static const QRegularExpression form(u"^sqlite3?(?:\\+[a-z0-9]+)?://(/+[^?]*)(?:\\?.*)?$"_s,
                                         QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression drive(u"^/[A-Za-z]:"_s);
    const QRegularExpressionMatch match = form.match(text);
    if (!match.hasMatch())
        return invalid(text, CoreTr::tr("a SQLite address looks like sqlite:///folder/file.db"));
    QString path = QUrl::fromPercentEncoding(match.captured(1).toUtf8());
    while (path.startsWith("//"_L1))
        path.remove(0, 1);
    if (drive.match(path).hasMatch())
        path.remove(0, 1);
    if (path.isEmpty() || path.endsWith(u'/') || path.contains(":memory:"_L1))
        return invalid(text, CoreTr::tr("the name of a file is missing"));
    DatabaseConfig config;
    config.kind = DatabaseConfig::Kind::Sqlite;
    config.path = path;
    return config;
}

Result<DatabaseConfig> postgreSqlFromUrl(const QString &text)
{
    const QUrl url(text, QUrl::StrictMode);
    if (!url.isValid())
        return invalid(text, CoreTr::tr("it is not a valid address; special characters in the password are written "
                                        "as %XX, for instance @ as %40"));
    const QUrlQuery parameters(url);
    const auto parameter = [&parameters](const QString &name, const QString &otherwise) {
        const QString value = parameters.queryItemValue(name, QUrl::FullyDecoded);
        return value.isEmpty() ? otherwise : value;
    };
    DatabaseConfig config;
    config.kind = DatabaseConfig::Kind::PostgreSql;
    config.host = parameter(u"host"_s, url.host(QUrl::FullyDecoded));
    bool portIsNumber = true;
    config.port = parameter(u"port"_s, QString::number(url.port(config.port))).toInt(&portIsNumber);
    config.user = parameter(u"user"_s, url.userName(QUrl::FullyDecoded));
    config.password = parameter(u"password"_s, url.password(QUrl::FullyDecoded));
    config.database = parameter(u"dbname"_s, url.path(QUrl::FullyDecoded).mid(1));
    config.sslMode = parameter(u"sslmode"_s, {});
    if (!portIsNumber || config.port < 1 || config.port > 65535)
        return invalid(text, CoreTr::tr("the port must be a number from 1 to 65535"));
    if (config.host.isEmpty())
        config.host = u"localhost"_s;
    if (config.database.isEmpty() || config.database.contains(u'/'))
        return invalid(text, CoreTr::tr("the name of the database is missing"));
    return config;
}

} // namespace

QString DatabaseConfig::display() const
{
    if (kind == Kind::Sqlite)
        return u"sqlite:"_s + path;
    const QString account = user.isEmpty() ? QString() : QString(user + u'@');
    if (host.startsWith(u'/'))
        return u"postgresql://"_s + account + u'/' + database + u"?host="_s + host;
    return u"postgresql://"_s + account + host + u':' + QString::number(port) + u'/' + database;
}

Result<DatabaseConfig> databaseConfigFromUrl(const QString &url)
{
    const QString text = url.trimmed();
    const QString scheme = text.section(u':', 0, 0).section(u'+', 0, 0).toLower();
    if (scheme == "sqlite"_L1 || scheme == "sqlite3"_L1)
        return sqliteFromUrl(text);
    if (scheme == "postgres"_L1 || scheme == "postgresql"_L1)
        return postgreSqlFromUrl(text);
    return invalid(text, CoreTr::tr("it must begin with postgresql:// or sqlite:///"));
}

} // namespace pult::storage
