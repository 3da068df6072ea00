// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "commandline.h"
#include "output.h"

namespace pult::ctl {

using namespace Qt::StringLiterals;

void addUploadArguments(CommandLine &line)
{
    line.group(u"batches"_s, CtlTr::tr("batches of tasks"))
        .example(u"pultctl batches show 12"_s)
        .example(u"pultctl --json batches show 12 | jq .failed"_s);
    line.verb(u"batches show"_s, CtlTr::tr("state and counters"))
        .option(u"ID"_s, &Request::ids, CtlTr::tr("batches"))
        .required()
        .atLeast(1);
    line.group(u"bulk-upload"_s, CtlTr::tr("one upload per profile"))
        .example(u"pultctl bulk-upload create --flow upload.json --profiles shop-1,shop-2 --media a.mp4"_s)
        .example(u"pultctl bulk-upload create --flow upload.json --map sets.csv --draft"_s);
    line.verb(u"bulk-upload create"_s, CtlTr::tr("create and start one"))
        .option(u"--flow"_s, &Request::flow, CtlTr::tr("recording of the upload"))
        .required()
        .typeName(u"FILE"_s)
        .option(u"--profiles"_s, &Request::profiles, CtlTr::tr("profiles by comma"))
        .delimiter(u',')
        .option(u"--media"_s, &Request::media, CtlTr::tr("files; every profile gets all of them"))
        .option(u"--caption"_s, &Request::caption, CtlTr::tr("text; {{profile}} is filled"))
        .option(u"--tags"_s, &Request::tags, CtlTr::tr("tags by comma or blank; {{profile}} is filled"))
        .option(u"--map"_s, &Request::map, CtlTr::tr("one set per profile: profile,media,caption,tags"))
        .typeName(u"FILE.csv"_s)
        .excludes(u"--profiles"_s)
        .excludes(u"--media"_s)
        .option(u"--run-at"_s, &Request::runAt, CtlTr::tr("no upload begins before this time (ISO 8601)"))
        .typeName(u"TIME"_s)
        .option(u"--spread"_s, &Request::spread, CtlTr::tr("from the first to the last begin: 90, 30m, 2h, 1d"))
        .typeName(u"TIME"_s)
        .option(u"--on-unknown"_s, &Request::onUnknown, CtlTr::tr("when cut off while publishing: ask, retry or skip"))
        .oneOf({u"ask"_s, u"retry"_s, u"skip"_s})
        .option(u"--callback"_s, &Request::callback, CtlTr::tr("a task to run once all uploads have ended"))
        .typeName(u"JSON"_s)
        .option(u"--draft"_s, &Request::draft, CtlTr::tr("create it, do not start it"))
        .rule([](const Request &request) {
            const bool sets = !request.profiles.isEmpty() && !request.media.isEmpty();
            return sets || !request.map.isEmpty() ? QString()
                                                  : CtlTr::tr("--profiles and --media, or --map, are needed");
        })
        .example(u"pultctl bulk-upload create --flow upload.json --profiles shop-1,shop-2 --media a.mp4"_s)
        .example(u"pultctl bulk-upload create --flow upload.json --map sets.csv --draft"_s);

    line.group(u"flow"_s, CtlTr::tr("recordings of Chrome's Recorder"))
        .example(u"pultctl flow check upload.json"_s)
        .example(u"pultctl flow run login.json --profile shop-1 --set user=anna"_s);
    line.verb(u"flow check"_s, CtlTr::tr("what is wrong with it, what to know about it"))
        .option(u"FILE"_s, &Request::flow, CtlTr::tr("the recording"))
        .required();
    line.verb(u"flow run"_s, CtlTr::tr("play it once in a profile and wait for the end"))
        .option(u"FILE"_s, &Request::flow, CtlTr::tr("the recording"))
        .required()
        .option(u"--set"_s, &Request::variables, CtlTr::tr("value for {{name}}"))
        .typeName(u"name=value"_s)
        .option(u"--profile"_s, &Request::profile, CtlTr::tr("browser profile"))
        .required()
        .example(u"pultctl flow run login.json --profile shop-1 --set user=anna"_s);
    line.group(u"profiles"_s, CtlTr::tr("browser profiles"))
        .example(u"pultctl profiles list"_s)
        .example(u"pultctl --json profiles list | jq -r '.items[].name'"_s);
    line.verb(u"profiles list"_s, CtlTr::tr("of the provider in use"));
}

} // namespace pult::ctl
