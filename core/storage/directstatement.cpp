// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "directstatement.h"

#include <memory>

namespace pult::storage {

using namespace Qt::StringLiterals;

namespace {

// Of pg_type; they never change.
constexpr Oid boolType = 16;
constexpr Oid byteaType = 17;
constexpr Oid bigintType = 20;
constexpr Oid smallintType = 21;
constexpr Oid integerType = 23;
constexpr Oid realType = 700;
constexpr Oid doubleType = 701;
constexpr Oid numericType = 1700;

constexpr int textFormat = 0;
constexpr int binaryFormat = 1;

using Answer = std::unique_ptr<PGresult, decltype(&PQclear)>;

/// A value as libpq takes it; its place decides the type.
struct Parameter
{
    QByteArray bytes;
    bool isNull = false;
    int format = textFormat;
};

Parameter parameterOf(const QVariant &value)
{
    if (!value.isValid())
        return {{}, true, textFormat};
    if (value.metaType() == QMetaType::fromType<QByteArray>()) {
        const QByteArray bytes = value.toByteArray();
        return {bytes, bytes.isNull(), binaryFormat};
    }
    if (value.metaType() == QMetaType::fromType<double>())
        return {QByteArray::number(value.toDouble(), 'g', 17), false, textFormat};
    return {value.toString().toUtf8(), false, textFormat};
}

QByteArray unescaped(const char *text)
{
    std::size_t size = 0;
    unsigned char *const bytes = PQunescapeBytea(reinterpret_cast<const unsigned char *>(text), &size);
    const QByteArray result(reinterpret_cast<const char *>(bytes), qsizetype(size));
    PQfreemem(bytes);
    return result;
}

QVariant valueOf(const PGresult *answer, int row, int column)
{
    if (PQgetisnull(answer, row, column) != 0)
        return {};
    const char *const text = PQgetvalue(answer, row, column);
    switch (PQftype(answer, column)) {
    case boolType:
        return *text == 't';
    case byteaType:
        return unescaped(text);
    case bigintType:
        return QByteArray(text).toLongLong();
    case smallintType:
    case integerType:
        return QByteArray(text).toInt();
    case realType:
    case doubleType:
    case numericType:
        return QByteArray(text).toDouble();
    default:
        return QString::fromUtf8(text);
    }
}

DirectAnswer answerOf(PGresult *answer)
{
    DirectAnswer result;
    const int rows = PQntuples(answer);
    const int columns = PQnfields(answer);
    result.rows.reserve(std::size_t(rows));
    for (int r = 0; r < rows; ++r) {
        Row row;
        row.reserve(columns);
        for (int c = 0; c < columns; ++c)
            row.append(valueOf(answer, r, c));
        result.rows.push_back(std::move(row));
    }
    result.changed = QByteArray(PQcmdTuples(answer)).toLongLong();
    return result;
}

} // namespace

QByteArray numberedPlaceholders(const QString &sql)
{
    QString numbered;
    int number = 0;
    bool quoted = false;
    for (const QChar character : sql) {
        if (character == u'\'')
            quoted = !quoted; // a doubled one opens again at once
        if (character == u'?' && !quoted)
            numbered += u'$' + QString::number(++number);
        else
            numbered += character;
    }
    return numbered.toUtf8();
}

tl::expected<DirectAnswer, QSqlError> runDirectly(PGconn *handle, const QByteArray &sql, const QVariantList &values)
{
    std::vector<Parameter> parameters;
    std::vector<const char *> bytes;
    std::vector<int> lengths;
    std::vector<int> formats;
    parameters.reserve(std::size_t(values.size())); // what `bytes` points into stays where it is
    for (const QVariant &value : values) {
        const Parameter &parameter = parameters.emplace_back(parameterOf(value));
        bytes.push_back(parameter.isNull ? nullptr : parameter.bytes.constData());
        lengths.push_back(int(parameter.bytes.size()));
        formats.push_back(parameter.format);
    }
    const Answer answer(PQexecParams(handle, sql.constData(), int(values.size()), nullptr, bytes.data(), lengths.data(),
                                     formats.data(), textFormat),
                        &PQclear);
    const ExecStatusType status = PQresultStatus(answer.get());
    if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK)
        return answerOf(answer.get());
    return tl::unexpected(QSqlError(u"statement failed"_s, QString::fromUtf8(PQerrorMessage(handle)),
                                    QSqlError::StatementError,
                                    QString::fromLatin1(PQresultErrorField(answer.get(), PG_DIAG_SQLSTATE))));
}

} // namespace pult::storage
