// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/fuzzy.h"

namespace pult::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr int wordStart = 8;
constexpr int inARow = 9; // more than a word's start: "set" means Settings before Show each task
constexpr int anywhere = 1;

QString folded(const QString &text)
{
    QString result = text.toCaseFolded();
    result.replace(u'ё', u'е');
    return result;
}

bool startsWord(const QString &text, qsizetype at)
{
    return at == 0 || !text.at(at - 1).isLetterOrNumber();
}

/// The best way to find the letters from `from` on; −1: there is none.
int bestFrom(const QString &typed, qsizetype letter, const QString &text, qsizetype from, bool adjoining)
{
    if (letter == typed.size())
        return 0;
    int best = -1;
    int tried = 0;
    for (qsizetype at = text.indexOf(typed.at(letter), from); at >= 0 && tried < 4;
         at = text.indexOf(typed.at(letter), at + 1), ++tried) {
        const int rest = bestFrom(typed, letter + 1, text, at + 1, true);
        if (rest < 0)
            continue;
        const int own = adjoining && at == from ? inARow : startsWord(text, at) ? wordStart : anywhere;
        best = std::max(best, own + rest);
    }
    return best;
}

} // namespace

int fuzzyScore(const QString &typed, const QString &text)
{
    QString letters = folded(typed);
    letters.remove(u' ');
    if (letters.isEmpty())
        return 1;
    constexpr qsizetype mostLetters = 12; // enough to tell any two commands apart
    const QString body = folded(text);
    const int found = bestFrom(letters.left(mostLetters), 0, body, 0, false);
    if (found <= 0)
        return 0;
    // The shorter of two that fit alike is meant.
    return found * 100 - static_cast<int>(std::min<qsizetype>(body.size(), 99));
}

QString transliterated(const QString &text)
{
    static const QString cyrillic = u"абвгдеёжзийклмнопрстуфхцчшщъыьэюя"_s;
    static const QStringList latin =
        u"a b v g d e e zh z i y k l m n o p r s t u f kh ts ch sh shch . y . e yu ya"_s.split(u' ');
    QString result;
    for (const QChar c : text.toLower()) {
        const qsizetype at = cyrillic.indexOf(c);
        if (at < 0)
            result += c;
        else if (latin.at(at) != "."_L1)
            result += latin.at(at);
    }
    return result;
}

QString otherLayout(const QString &typed)
{
    static const QString english = u"qwertyuiop[]asdfghjkl;'zxcvbnm,.`"_s;
    static const QString russian = u"йцукенгшщзхъфывапролджэячсмитьбюё"_s;
    QString result;
    for (const QChar c : typed.toLower()) {
        if (const qsizetype at = english.indexOf(c); at >= 0)
            result += russian.at(at);
        else if (const qsizetype other = russian.indexOf(c); other >= 0)
            result += english.at(other);
        else
            result += c;
    }
    return result;
}

} // namespace pult::ui
