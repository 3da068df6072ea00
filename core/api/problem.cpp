// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "problem.h"

#include <base/errortext.h>

#include <QJsonArray>
#include <QJsonDocument>

namespace pult::api {

using namespace Qt::StringLiterals;

int statusOf(const Error &error)
{
    switch (error.kind) {
    case ErrorKind::Invalid:
        return 400;
    case ErrorKind::Denied:
        return 403;
    case ErrorKind::NotFound:
        return 404;
    case ErrorKind::Conflict:
        return 409;
    case ErrorKind::Limited:
        return 429;
    case ErrorKind::Unavailable:
    case ErrorKind::Network:
    case ErrorKind::Timeout:
    case ErrorKind::Cancelled:
    case ErrorKind::Disk:
    case ErrorKind::Database:
        return 503;
    case ErrorKind::Internal:
        break;
    }
    return 500;
}

Answer problem(const Error &error)
{
    return problem(statusOf(error), error);
}

Answer problem(int status, const Error &error)
{
    QJsonObject body{{u"type"_s, u"about:blank"_s},
                     {u"title"_s, errorSentence(error)},
                     {u"status"_s, status},
                     {u"code"_s, error.code},
                     {u"arguments"_s, QJsonArray::fromStringList(error.arguments)}};
    if (const QString advice = errorAdvice(error); !advice.isEmpty())
        body.insert(u"detail"_s, advice);
    Answer answer = jsonAnswer(body, status);
    answer.contentType = "application/problem+json";
    return answer;
}

Answer jsonAnswer(const QJsonObject &body, int status)
{
    Answer answer;
    answer.status = status;
    answer.body = QJsonDocument(body).toJson(QJsonDocument::Compact);
    return answer;
}

QFuture<Answer> answered(Answer answer)
{
    QPromise<Answer> promise;
    promise.start();
    promise.addResult(std::move(answer));
    promise.finish();
    return promise.future();
}

} // namespace pult::api
