// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Selectors of recordings, read as @puppeteer/replay and puppeteer read them, and made into a query that the page's
// helper (flowscripts.h) and the accessibility tree answer.
#pragma once

#include <QJsonArray>
#include <QJsonObject>
#include <QString>
#include <QStringList>

#include <optional>

namespace pult::browser {

/// One selector, ready to be run. Value.
struct FlowQuery
{
    /// What to do with the elements found so far.
    struct Op
    {
        enum Kind { Css, Text, XPath, Aria, Descend, Child, Unknown } kind = Css;
        QString value;
    };
    QString text;                  ///< as puppeteer would name it
    QString css;                   ///< plain CSS, for querySelectorAll; `alternatives` is empty then
    QString pierce;                ///< CSS through all shadow roots
    QList<QList<Op>> alternatives; ///< at commas
    bool hasAria = false;

    /// For the helper: {"css"}, {"pierce"} or {"alternatives": [[{"kind","value"}]]}.
    QJsonObject toJson() const;
};

/// The selector of a locator: the parts of a chain look into the shadow root of what the part before found.
FlowQuery queryOfChain(const QStringList &chain);
/// The selector of a single part, as `$$` takes it: "aria/…", "text/…", "xpath/…", "pierce/…", CSS with puppeteer's
/// own.
FlowQuery queryOfPart(const QString &selector);

/// Name and role of `Name[role="button"]`; nothing when an attribute is unknown.
struct AriaSelector
{
    QString name;
    std::optional<QString> role;
};
std::optional<AriaSelector> parseAria(const QString &selector);

QJsonArray toJson(const QList<FlowQuery::Op> &ops);

} // namespace pult::browser
