// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "scene.h"

#include <node/node.h>

#include <QTimer>

namespace pult::test {

/// A real node over a scene's database, at work on a queue of its own: probe tasks that run, fail and wait, and a
/// schedule. The scene's other computers are kept alive beside it. For pictures only.
class Workshop final
{
public:
    explicit Workshop(Scene &scene);
    ~Workshop();
    Workshop(const Workshop &) = delete;
    Workshop &operator=(const Workshop &) = delete;

    node::Node &node() { return m_node; }

private:
    static node::NodeConfig configOf(const Scene &scene);
    void giveWork(Scene &scene);

    node::Node m_node;
    QTimer m_beats;
};

} // namespace pult::test
