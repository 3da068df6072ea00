// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "retentionpolicy.h"

#include <QRegularExpression>

namespace pult::queue {

using namespace Qt::StringLiterals;

const KeepRule &RetentionPolicy::of(const QString &kind) const
{
    const auto own = kinds.constFind(kind);
    return own == kinds.cend() ? general : *own;
}

Result<> addKindRules(RetentionPolicy &policy, const QStringList &texts)
{
    static const QRegularExpression form(u"^([^:=]+):(completed|discarded)=(\\d{1,10})/(\\d{1,9})$"_s);
    for (const QString &text : texts) {
        const QRegularExpressionMatch match = form.match(text.trimmed());
        if (!match.hasMatch())
            return fail(ErrorKind::Invalid, "retention_invalid", {text});
        const QString kind = match.captured(1);
        if (!policy.kinds.contains(kind))
            policy.kinds.insert(kind, policy.general);
        KeepRule &rule = policy.kinds[kind];
        Keep &keep = match.captured(2) == "completed"_L1 ? rule.completed : rule.discarded;
        keep = {std::chrono::seconds(match.captured(3).toLongLong()), match.captured(4).toInt()};
    }
    return {};
}

} // namespace pult::queue
