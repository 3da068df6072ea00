// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCoreApplication>
#include <QJsonObject>
#include <QList>
#include <QString>
#include <QStringList>

namespace pult::ctl {

/// The translation context of what pultctl prints.
struct CtlTr
{
    Q_DECLARE_TR_FUNCTIONS(pult::Ctl)
};

enum class Colour { None, Grey, Blue, Green, Amber, Red, Violet };

/// A table for people: columns as wide as their widest cell, colours only on a terminal.
class Table final
{
public:
    explicit Table(QStringList headers) : m_headers(std::move(headers)) {}

    struct Cell
    {
        QString text;
        Colour colour = Colour::None;
        bool right = false; ///< numbers
    };
    void addRow(QList<Cell> cells) { m_rows.append(std::move(cells)); }
    bool isEmpty() const { return m_rows.isEmpty(); }
    QString toText(bool coloured) const;

private:
    QStringList m_headers;
    QList<QList<Cell>> m_rows;
};

/// For a terminal, when `coloured`.
QString painted(const QString &text, Colour colour, bool coloured);

/// Whether stdout is a terminal that wants colours (NO_COLOR is not set).
bool stdoutIsColoured();

/// The answer, on stdout.
void printJson(const QJsonObject &object);
void printLine(const QString &line);
void print(const Table &table, const QString &whenEmpty);
/// What happens meanwhile, on stderr.
void printProgress(const QString &line);

/// {"items":…,"next":cursor or null}, the shape of every list.
QJsonObject listJson(const QJsonArray &items, const QString &next = {});

} // namespace pult::ctl
