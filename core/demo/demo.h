// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "uploadsite.h"

#include <node/commands.h>

#include <memory>

namespace pult::demo {

/// The demo's folder under the temporary folder, its own for each user.
QString demoDataDir();

/// What `--demo` adds to a node: a small upload site on the loopback, three media, and a bulk upload of three profiles.
class Demo final
{
public:
    /// `dataDir` is the node's, which must not have opened its database yet: in demoDataDir() that of an earlier demo
    /// is removed. Serves the site and writes the media.
    static Result<std::unique_ptr<Demo>> prepare(const QString &dataDir);

    /// Asks for the three uploads.
    QFuture<Result<queue::Batch>> createUploads(node::Commands &commands) const;
    /// The document that `--demo --service --until-idle` prints.
    QByteArray report(qint64 completed, qint64 failed) const;
    const UploadSite &site() const { return *m_site; }

private:
    Demo() = default;

    std::unique_ptr<UploadSite> m_site;
    node::BulkUploadRequest m_request;
};

} // namespace pult::demo
