// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "filterlexer.h"

#include "filterline.h"

namespace pult::node {

using namespace Qt::StringLiterals;
using Kind = FilterToken::Kind;

namespace {

/// Takes a line apart at blanks and parentheses outside of quotes.
class Lexer final
{
public:
    explicit Lexer(const QString &line) : m_line(line) {}

    Result<QList<FilterToken>> tokens()
    {
        QList<FilterToken> list;
        while (skipBlanks()) {
            const Result<FilterToken> token = next();
            if (!token)
                return fail(token.error());
            list.append(*token);
        }
        FilterToken end;
        end.position = static_cast<int>(m_line.size());
        end.length = 1;
        list.append(end);
        return list;
    }

private:
    bool skipBlanks()
    {
        while (m_at < m_line.size() && m_line.at(m_at).isSpace())
            ++m_at;
        return m_at < m_line.size();
    }

    Result<FilterToken> next()
    {
        FilterToken token;
        token.position = m_at;
        if (m_line.at(m_at) == u'-' && m_at + 1 < m_line.size() && !m_line.at(m_at + 1).isSpace()) {
            token.negated = true;
            token.position = ++m_at;
        }
        const QChar first = m_line.at(m_at);
        if (first == u'(' || (first == u')' && m_depth > 0)) {
            m_depth += first == u'(' ? 1 : -1;
            token.kind = first == u'(' ? Kind::Open : Kind::Close;
            token.text = first;
            token.length = 1;
            ++m_at;
            return token;
        }
        if (const Result<> read = readWord(token); !read)
            return fail(read.error());
        token.kind = token.length == 2 && token.text == "OR"_L1 && !token.negated ? Kind::Or : Kind::Word;
        return token;
    }

    Result<> readWord(FilterToken &token)
    {
        int quote = -1;
        for (; m_at < m_line.size(); ++m_at) {
            const QChar c = m_line.at(m_at);
            if (c == u'"') {
                quote = quote < 0 ? m_at : -1;
                continue;
            }
            if (quote < 0 && (c.isSpace() || (c == u')' && m_depth > 0)))
                break;
            if (quote < 0 && c == u':' && token.colon < 0 && token.text.size() == m_at - token.position)
                token.colon = static_cast<int>(token.text.size());
            if (quote < 0 && c == u',')
                token.commas.append(static_cast<int>(token.text.size()));
            token.text.append(c);
        }
        token.length = m_at - token.position;
        if (quote >= 0)
            return filterSyntax(u"\""_s, quote, static_cast<int>(m_line.size()) - quote);
        return {};
    }

    const QString &m_line;
    int m_at = 0;
    int m_depth = 0;
};

} // namespace

tl::unexpected<Error> filterSyntax(const QString &what, int position, int length)
{
    return fail(ErrorKind::Invalid, "filter_syntax",
                {what, QString(), QString::number(position), QString::number(length)});
}

Result<QList<FilterToken>> filterTokens(const QString &line)
{
    return Lexer(line).tokens();
}

FilterWord filterWordAt(const QString &line, int cursor)
{
    const int at = std::clamp(cursor, 0, static_cast<int>(line.size()));
    int begin = 0;
    bool quoted = false;
    for (int i = 0; i < at; ++i) {
        if (line.at(i) == u'"')
            quoted = !quoted;
        else if (line.at(i).isSpace() && !quoted)
            begin = i + 1;
    }
    while (begin < at && (line.at(begin) == u'-' || line.at(begin) == u'('))
        ++begin;
    int end = at;
    while (end < line.size() && (quoted || !line.at(end).isSpace()) && line.at(end) != u')')
        ++end;
    FilterWord word{begin, end - begin, {}, line.mid(begin, at - begin)};
    const qsizetype colon = word.value.indexOf(u':');
    if (colon > 0) {
        word.key = word.value.left(colon).toLower();
        word.value = word.value.mid(colon + 1).section(u',', -1);
    }
    word.value.remove(u'"');
    return word;
}

} // namespace pult::node
