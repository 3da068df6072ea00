// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Sources: @puppeteer/replay 3.1.3 SchemaUtils.ts (selectorToPElementSelector), puppeteer 24.43.1 GetQueryHandler.ts,
// PSelectorParser.ts, AriaQueryHandler.ts.
#include "flowselector.h"

#include <QRegularExpression>

#include <array>

namespace pult::browser {

using namespace Qt::StringLiterals;

namespace {

using Op = FlowQuery::Op;

/// What becomes of a text that is put into `::-p-x(…)` with quotes and parentheses escaped and taken out again.
QString throughEscapes(const QString &text)
{
    QString escaped;
    for (const QChar c : text) {
        if (QStringView(u"'\"()").contains(c))
            escaped += u'\\';
        escaped += c;
    }
    QString plain;
    for (qsizetype i = 0; i < escaped.size(); ++i) {
        if (escaped.at(i) == u'\\' && i + 1 < escaped.size())
            ++i;
        plain += escaped.at(i);
    }
    return plain.contains(u'\n') || plain.contains(u'\r') ? QString() : plain;
}

QString unquoted(QString text)
{
    if (text.size() <= 1)
        return text;
    if ((text.front() == u'"' || text.front() == u'\'') && text.back() == text.front())
        text = text.mid(1, text.size() - 2);
    QString plain;
    for (qsizetype i = 0; i < text.size(); ++i) {
        if (text.at(i) == u'\\' && i + 1 < text.size())
            ++i;
        plain += text.at(i);
    }
    return plain;
}

Op opOf(const QString &name, const QString &value)
{
    if (name == "text"_L1)
        return {Op::Text, value};
    if (name == "xpath"_L1)
        return {Op::XPath, value};
    if (name == "aria"_L1)
        return {Op::Aria, value};
    return {Op::Unknown, name};
}

/// Reads CSS with puppeteer's additions: `>>>`, `>>>>` and `::-p-name(argument)`. Only what lies outside of strings,
/// brackets and parentheses counts; the CSS between is left to the browser to judge.
class SelectorReader final
{
public:
    explicit SelectorReader(QString text) : m_text(text.trimmed()) {}

    /// Whether there is anything but CSS.
    bool read();
    QList<QList<Op>> alternatives() const { return m_alternatives; }

private:
    void flush();
    void skipString();
    void skipBrackets();
    QString argument();
    bool readPseudo();
    bool readCombinator();

    QString m_text;
    qsizetype m_at = 0;
    QString m_css;
    QList<QList<Op>> m_alternatives{{}};
    bool m_special = false;
};

void SelectorReader::flush()
{
    if (!m_css.trimmed().isEmpty())
        m_alternatives.last().append({Op::Css, m_css});
    m_css.clear();
}

void SelectorReader::skipString()
{
    const QChar quote = m_text.at(m_at);
    m_css += m_text.at(m_at++);
    while (m_at < m_text.size()) {
        const QChar c = m_text.at(m_at++);
        m_css += c;
        if (c == u'\\' && m_at < m_text.size())
            m_css += m_text.at(m_at++);
        else if (c == quote)
            return;
    }
}

/// Copies a bracketed or parenthesised part whole.
void SelectorReader::skipBrackets()
{
    int depth = 0;
    while (m_at < m_text.size()) {
        const QChar c = m_text.at(m_at);
        if (c == u'"' || c == u'\'') {
            skipString();
            continue;
        }
        m_css += c;
        ++m_at;
        if (c == u'\\' && m_at < m_text.size())
            m_css += m_text.at(m_at++);
        else if (c == u'(' || c == u'[')
            ++depth;
        else if ((c == u')' || c == u']') && --depth <= 0)
            return;
    }
}

/// What stands in the parentheses at the present place; nothing without any.
QString SelectorReader::argument()
{
    if (m_at >= m_text.size() || m_text.at(m_at) != u'(')
        return {};
    const QString kept = std::exchange(m_css, {});
    skipBrackets();
    const QString whole = std::exchange(m_css, kept);
    return whole.mid(1, whole.size() - 2);
}

bool SelectorReader::readPseudo()
{
    static const QRegularExpression pattern(u"\\G::-p-([-\\w]*)"_s);
    const QRegularExpressionMatch match =
        pattern.match(m_text, m_at, QRegularExpression::NormalMatch, QRegularExpression::AnchorAtOffsetMatchOption);
    if (!match.hasMatch())
        return false;
    m_at = match.capturedEnd();
    flush();
    m_alternatives.last().append(opOf(match.captured(1), unquoted(argument())));
    m_special = true;
    return true;
}

bool SelectorReader::readCombinator()
{
    if (!QStringView(m_text).mid(m_at).startsWith(u">>>"))
        return false;
    const bool child = QStringView(m_text).mid(m_at).startsWith(u">>>>");
    m_at += child ? 4 : 3;
    while (m_at < m_text.size() && m_text.at(m_at).isSpace())
        ++m_at;
    m_css = m_css.trimmed();
    flush();
    m_alternatives.last().append(Op{child ? Op::Child : Op::Descend, {}});
    m_special = true;
    return true;
}

bool SelectorReader::read()
{
    while (m_at < m_text.size()) {
        const QChar c = m_text.at(m_at);
        if (c == u'\\' && m_at + 1 < m_text.size()) {
            m_css += QStringView(m_text).mid(m_at, 2);
            m_at += 2;
        } else if (c == u'"' || c == u'\'') {
            skipString();
        } else if (c == u'(' || c == u'[') {
            skipBrackets();
        } else if (c == u',') {
            ++m_at;
            flush();
            m_alternatives.append(QList<Op>{});
        } else if (!readPseudo() && !readCombinator()) {
            m_css += c;
            ++m_at;
        }
    }
    flush();
    return m_special;
}

/// "aria/Name" or "aria=Name" as puppeteer splits them off.
std::optional<std::pair<QString, QString>> builtIn(const QString &selector)
{
    static const std::array names{u"aria"_s, u"pierce"_s, u"xpath"_s, u"text"_s};
    for (const QString &name : names) {
        if (selector.startsWith(name) && selector.size() > name.size() &&
            (selector.at(name.size()) == u'=' || selector.at(name.size()) == u'/'))
            return std::pair{name, selector.mid(name.size() + 1)};
    }
    return {};
}

} // namespace

FlowQuery queryOfPart(const QString &selector)
{
    FlowQuery query;
    query.text = selector;
    if (const auto named = builtIn(selector)) {
        if (named->first == "pierce"_L1)
            query.pierce = named->second;
        else
            query.alternatives = {{opOf(named->first, named->second)}};
        query.hasAria = named->first == "aria"_L1;
        return query;
    }
    SelectorReader reader(selector);
    if (!reader.read()) {
        query.css = selector;
        return query;
    }
    query.alternatives = reader.alternatives();
    for (const QList<Op> &ops : std::as_const(query.alternatives)) {
        for (const Op &op : ops)
            query.hasAria = query.hasAria || op.kind == Op::Aria;
    }
    return query;
}

FlowQuery queryOfChain(const QStringList &chain)
{
    // A lone CSS part goes through puppeteer's own reading; so do CSS parts of a chain, joined with the others.
    FlowQuery query;
    QList<QList<Op>> whole{{}};
    bool special = chain.size() > 1;
    for (qsizetype i = 0; i < chain.size(); ++i) {
        const QString &part = chain.at(i);
        if (i > 0)
            whole.last().append(Op{Op::Child, {}});
        const qsizetype slash = part.indexOf(u'/');
        const QString prefix = slash > 0 ? part.left(slash) : QString();
        if (prefix == "aria"_L1 || prefix == "text"_L1 || prefix == "xpath"_L1) {
            whole.last().append(opOf(prefix, throughEscapes(part.mid(slash + 1))));
            query.hasAria = query.hasAria || prefix == "aria"_L1;
            special = true;
            continue;
        }
        const bool pierces = prefix == "pierce"_L1;
        if (chain.size() == 1 && !pierces)
            return queryOfPart(part);
        special = true;
        SelectorReader reader(pierces ? QString(u":scope >>> "_s + part.mid(slash + 1)) : part);
        reader.read();
        const QList<QList<Op>> read = reader.alternatives();
        whole.last() += read.constFirst();
        for (qsizetype more = 1; more < read.size(); ++more)
            whole.append(read.at(more));
        for (const QList<Op> &ops : read) {
            for (const Op &op : ops)
                query.hasAria = query.hasAria || op.kind == Op::Aria;
        }
    }
    query.text = chain.join(u" >>>> "_s);
    if (special)
        query.alternatives = whole;
    return query;
}

QJsonArray toJson(const QList<FlowQuery::Op> &ops)
{
    static const std::array names{"css"_L1, "text"_L1, "xpath"_L1, "aria"_L1, "descend"_L1, "child"_L1, "unknown"_L1};
    QJsonArray array;
    for (const Op &op : ops)
        array.append(QJsonObject{{u"kind"_s, QString(names.at(size_t(op.kind)))}, {u"value"_s, op.value}});
    return array;
}

QJsonObject FlowQuery::toJson() const
{
    if (!pierce.isEmpty())
        return {{u"pierce"_s, pierce}};
    if (alternatives.isEmpty())
        return {{u"css"_s, css}};
    QJsonArray list;
    for (const QList<Op> &ops : alternatives)
        list.append(browser::toJson(ops));
    return {{u"alternatives"_s, list}};
}

std::optional<AriaSelector> parseAria(const QString &selector)
{
    static const QRegularExpression attribute(
        u"\\[\\s*(?<attribute>\\w+)\\s*=\\s*(?<quote>\"|')(?<value>\\\\.|.*?(?=\\k<quote>))\\k<quote>\\s*\\]"_s);
    AriaSelector result;
    QString rest;
    qsizetype end = 0;
    bool named = false;
    for (auto it = attribute.globalMatch(selector); it.hasNext();) {
        const QRegularExpressionMatch match = it.next();
        rest += QStringView(selector).mid(end, match.capturedStart() - end);
        end = match.capturedEnd();
        if (match.captured(u"attribute") == "name"_L1) {
            result.name = match.captured(u"value");
            named = !result.name.isEmpty();
        } else if (match.captured(u"attribute") == "role"_L1) {
            result.role = match.captured(u"value");
        } else {
            return {};
        }
    }
    rest += QStringView(selector).mid(end);
    if (!rest.isEmpty() && !named)
        result.name = rest;
    return result;
}

} // namespace pult::browser
