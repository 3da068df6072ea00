// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dotenv.h"

namespace pult {

namespace {

bool isNameCharacter(QChar c, bool first)
{
    const bool letter = (c >= u'A' && c <= u'Z') || (c >= u'a' && c <= u'z') || c == u'_';
    return letter || (!first && c >= u'0' && c <= u'9');
}

class Parser final
{
public:
    explicit Parser(QString text) : m_text(std::move(text)) {}

    DotEnvFile run()
    {
        while (m_at < m_text.size())
            readLine();
        return m_file;
    }

private:
    QChar current() const { return m_at < m_text.size() ? m_text.at(m_at) : QChar(u'\n'); }
    void skipBlanks()
    {
        while (current() == u' ' || current() == u'\t')
            ++m_at;
    }
    void skipRestOfLine()
    {
        while (current() != u'\n')
            ++m_at;
        ++m_at;
        ++m_line;
    }

    QString readName()
    {
        const qsizetype begin = m_at;
        while (isNameCharacter(current(), m_at == begin))
            ++m_at;
        return m_text.mid(begin, m_at - begin);
    }

    void readLine()
    {
        const int line = m_line;
        skipBlanks();
        if (current() == u'\n' || current() == u'#')
            return skipRestOfLine();
        QString name = readName();
        if (name == u"export" && (current() == u' ' || current() == u'\t')) {
            skipBlanks();
            name = readName();
        }
        skipBlanks();
        QString value;
        bool good = !name.isEmpty() && current() == u'=';
        if (good) {
            ++m_at;
            skipBlanks();
            good = current() == u'"' || current() == u'\'' ? readQuoted(&value) : readPlain(&value);
        }
        if (good)
            m_file.entries.append({name, value, line});
        else
            m_file.badLines.append(line);
        skipRestOfLine();
    }

    /// Up to the end of the line or a comment, which needs a blank before it so that `a#b` stays whole.
    bool readPlain(QString *value)
    {
        const qsizetype begin = m_at;
        while (current() != u'\n' && !(current() == u'#' && (m_at == begin || m_text.at(m_at - 1).isSpace())))
            ++m_at;
        *value = m_text.mid(begin, m_at - begin).trimmed();
        return true;
    }

    bool readQuoted(QString *value)
    {
        const QChar quote = current();
        const qsizetype start = m_at;
        const int startLine = m_line;
        for (++m_at; m_at < m_text.size(); ++m_at) {
            const QChar c = m_text.at(m_at);
            if (c == quote) {
                ++m_at;
                skipBlanks();
                return current() == u'\n' || current() == u'#';
            }
            if (c == u'\\' && quote == u'"' && m_at + 1 < m_text.size())
                value->append(escaped(m_text.at(++m_at)));
            else
                value->append(c);
            if (m_text.at(m_at) == u'\n')
                ++m_line;
        }
        // Never closed: only this line is bad, the rest of the file is read as if the quote were not there.
        m_at = start;
        m_line = startLine;
        return false;
    }

    static QString escaped(QChar c)
    {
        switch (c.unicode()) {
        case u'n':
            return QStringLiteral("\n");
        case u'r':
            return QStringLiteral("\r");
        case u't':
            return QStringLiteral("\t");
        case u'"':
        case u'\\':
        case u'$':
            return c;
        default:
            return QString(QChar(u'\\')).append(c);
        }
    }

    QString m_text;
    qsizetype m_at = 0;
    int m_line = 1;
    DotEnvFile m_file;
};

} // namespace

DotEnvFile parseDotEnv(const QByteArray &bytes)
{
    QString text = QString::fromUtf8(bytes);
    if (text.startsWith(QChar::ByteOrderMark))
        text.remove(0, 1);
    text.replace(QStringLiteral("\r\n"), QStringLiteral("\n")).replace(u'\r', u'\n');
    return Parser(text).run();
}

} // namespace pult
