// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "goodrun.h"

#include <jobs/flowhistory.h>
#include <queue/batches.h>
#include <queue/flowtimes.h>

#include <QBuffer>
#include <QImage>
#include <QPainter>

using namespace Qt::StringLiterals;

namespace pult::test {

namespace {

const QString goodShop = u"shop-14"_s;
const QString badShop = u"shop-15"_s;

constexpr auto flow = R"({"title":"Upload","steps":[
{"type":"setViewport","width":960,"height":600,"deviceScaleFactor":1,"isMobile":false,"hasTouch":false,
 "isLandscape":true},
{"type":"navigate","url":"http://127.0.0.1:1/upload"},
{"type":"customStep","name":"setFiles","parameters":{"selectors":[["#file"]],"files":["{{media}}"]}},
{"type":"click","selectors":[["#publish"]],"offsetX":5,"offsetY":5,"pult":{"commit":true}}]})";

constexpr auto goodSteps = R"([{"index":0,"type":"setViewport","duration_ms":11,"status":"ok"},
{"index":1,"type":"navigate","duration_ms":790,"status":"ok"},
{"index":2,"type":"customStep","name":"setFiles","duration_ms":1240,"status":"ok"},
{"index":3,"type":"click","duration_ms":310,"status":"ok"}])";

/// The page with its button, or with something before it.
queue::Artifact picture(const QString &name, bool covered)
{
    QImage image(1280, 800, QImage::Format_RGB32);
    image.fill(0xf4f6f8);
    QPainter painter(&image);
    QFont font = painter.font();
    font.setPixelSize(26);
    painter.setFont(font);
    painter.fillRect(0, 0, 1280, 76, QColor(0x27405e));
    painter.fillRect(60, 130, 760, 420, Qt::white);
    painter.setPen(Qt::white);
    painter.drawText(50, 48, u"upload.example"_s);
    if (covered) {
        painter.fillRect(0, 560, 1280, 240, QColor(0xfff3d6));
        painter.setPen(Qt::black);
        painter.drawText(60, 640, u"We have changed our terms. Please read them first."_s);
    } else {
        painter.fillRect(60, 590, 220, 56, QColor(0x2f7d4f));
        painter.drawText(96, 628, u"Publish"_s);
    }
    painter.end();
    queue::Artifact artifact;
    artifact.name = name;
    artifact.mimeType = u"image/png"_s;
    QBuffer buffer(&artifact.data);
    buffer.open(QIODevice::WriteOnly);
    image.save(&buffer, "PNG");
    artifact.size = artifact.data.size();
    return artifact;
}

queue::NewTask upload(const QString &profile)
{
    queue::NewTask task;
    task.kind = u"bulk_upload"_s;
    task.provider = u"local:"_s + profile;
    task.exclusiveKey = u"profile:local:"_s + profile;
    task.payload =
        R"({"profile":")" + profile.toUtf8() + R"(","media":["/srv/media/spring-1.mp4"],"caption":"Spring"})";
    return task;
}

} // namespace

void fillGoodRun(Scene &scene)
{
    queue::NewBatch batch;
    batch.kind = u"bulk_upload"_s;
    batch.label = u"spring-preview.json"_s;
    batch.payload = R"({"flow":)" + QByteArray(flow) + '}';
    batch.tasks = {upload(goodShop), upload(badShop)};
    scene.run<queue::Batch>([batch](storage::Connection &connection) {
        return queue::createBatch(connection, batch, {u"operator"_s, u"window"_s});
    });
    const QList<queue::ClaimedTask> claimed = scene.claim(2);
    for (const queue::ClaimedTask &task : claimed) {
        if (task.task.provider.endsWith(badShop)) {
            const Error failure{
                ErrorKind::Timeout, u"step_failed"_s, {u"4"_s, u"click"_s, u"#publish"_s, u"no element matches"_s}, {}};
            scene.finish(task, queue::Outcome::FailedForGood, failure, {picture(u"failure.png"_s, true)});
            continue;
        }
        scene.finish(task, queue::Outcome::Completed, {}, {picture(u"commit.png"_s, false)});
        scene.run<void>([id = task.task.id](storage::Connection &connection) {
            return queue::noteGoodRun(connection, jobs::flowKey(flow), u"local"_s, id, goodSteps);
        });
    }
}

} // namespace pult::test
