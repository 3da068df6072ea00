// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dolphincloud.h"

#include <QSet>
#include <QUrlQuery>

namespace pult::browser {

using namespace Qt::StringLiterals;

namespace {

constexpr int largePage = 100; ///< what the API documents today
constexpr int smallPage = 50;  ///< what it allowed before
constexpr int maxPages = 400;
constexpr int leastBackOff = 60;

net::OutsideCall cloudCall(const QString &op, const QString &url, const QString &apiToken)
{
    net::OutsideCall outside;
    outside.op = op;
    outside.dependency = QString::fromLatin1(dependency::dolphinCloud);
    outside.limiter = outside.dependency;
    outside.http.url = QUrl(url);
    outside.http.headers = {{"Authorization", "Bearer " + apiToken.toLatin1()}};
    return outside;
}

net::OutsideCall pageCall(const QString &base, const QString &apiToken, int pageSize, int page)
{
    net::OutsideCall outside = cloudCall(u"profiles"_s, base + "/browser_profiles"_L1, apiToken);
    QUrlQuery query;
    query.addQueryItem(u"limit"_s, QString::number(pageSize));
    query.addQueryItem(u"page"_s, QString::number(page));
    outside.http.url.setQuery(query);
    return outside;
}

/// What a status other than 200 means here.
Error cloudError(const net::HttpReply &reply)
{
    if (reply.status == 401 || reply.status == 403)
        return {ErrorKind::Denied, u"dolphin_token_invalid"_s, {}, u"status=%1"_s.arg(reply.status)};
    if (reply.status == 429) {
        const int wait = std::max(leastBackOff, reply.header("Retry-After").toInt());
        return {ErrorKind::Limited, u"dolphin_limited"_s, {QString::number(wait)}, {}};
    }
    return {ErrorKind::Network,
            u"dolphin_cloud_failed"_s,
            {QString::number(reply.status), redacted(QString::fromUtf8(reply.body.left(2000)))},
            {}};
}

/// A look before a start must not hold it up.
constexpr std::chrono::seconds proxyLimit{3};

} // namespace

QCoro::Task<Result<std::optional<ProxyAddress>>> cloudProxyOf(net::OutsideClient &client, QString base,
                                                              QString apiToken, QString profileId, CancelToken &token)
{
    net::OutsideCall call = cloudCall(u"proxy"_s, base + "/browser_profiles/"_L1 + profileId, apiToken);
    call.http.timeout = proxyLimit;
    const Result<net::HttpReply> reply = co_await client.send(call, token);
    if (!reply)
        co_return fail(reply.error());
    if (reply->status != 200)
        co_return fail(cloudError(*reply));
    co_return decodeProxy(reply->body);
}

QCoro::Task<Result<QList<Profile>>> listCloudProfiles(net::OutsideClient &client, QString base, QString apiToken,
                                                      CancelToken &token)
{
    const auto expiry = tokenExpiry(apiToken);
    if (expiry && *expiry <= QDateTime::currentDateTimeUtc())
        co_return fail(ErrorKind::Denied, "dolphin_token_expired", {expiry->date().toString(Qt::ISODate)});
    QList<Profile> all;
    QSet<QString> seen;
    int pageSize = largePage;
    for (int page = 1; page <= maxPages; ++page) {
        Result<net::HttpReply> reply = co_await client.send(pageCall(base, apiToken, pageSize, page), token);
        if (reply && reply->status == 400 && page == 1) {
            pageSize = smallPage;
            reply = co_await client.send(pageCall(base, apiToken, pageSize, page), token);
        }
        if (!reply)
            co_return fail(reply.error());
        if (reply->status != 200)
            co_return fail(cloudError(*reply));
        const Result<ProfilePage> decoded = decodeProfilePage(reply->body);
        if (!decoded)
            co_return fail(decoded.error());
        for (const Profile &profile : decoded->profiles) {
            if (seen.contains(profile.id)) // the list moved between two pages
                continue;
            seen.insert(profile.id);
            all.append(profile);
        }
        if (decoded->last)
            break;
    }
    co_return all;
}

} // namespace pult::browser
