// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QJsonArray>
#include <QJsonObject>
#include <QList>
#include <QRandomGenerator>

namespace pult::test {

/// A request as it is sent, and what the document says may come back.
struct FuzzRequest
{
    QByteArray method;
    QByteArray target; ///< path and query, percent-encoded
    QByteArray body;
    QJsonObject operation;
};

/// Makes requests out of an OpenAPI document: right, incomplete, wrong and hostile ones. The same seed makes the same
/// requests.
class ApiFuzzer final
{
public:
    ApiFuzzer(const QJsonObject &document, quint32 seed);

    /// Operations, but for streams and what would end the node.
    qsizetype operationCount() const { return m_operations.size(); }
    FuzzRequest next();

private:
    struct Operation
    {
        QByteArray method;
        QString path;
        QJsonObject object;
    };
    bool chance(int percent) { return int(m_random.bounded(100)) < percent; }
    template<typename List>
    auto oneOf(const List &list)
    {
        return list.at(m_random.bounded(int(list.size())));
    }
    QJsonObject resolved(const QJsonObject &schema) const;
    QJsonValue right(const QJsonObject &schema, const QString &name, int depth = 0);
    QJsonValue rightOf(const QString &type, const QJsonObject &schema, const QString &name, int depth);
    QJsonValue hostile();
    QByteArray hostileText();
    QByteArray textFor(const QJsonObject &parameter);
    QByteArray bodyFor(const QJsonObject &operation);

    QRandomGenerator m_random;
    QJsonObject m_schemas;
    QList<Operation> m_operations;
    qsizetype m_turn = 0;
};

} // namespace pult::test
