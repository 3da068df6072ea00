// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "measure.h"

#include <filesystem>
#include <unordered_map>
#include <unordered_set>

namespace pult::observe {

std::vector<const ProcessRow *> treeOf(const ProcessRoot &root, const std::vector<ProcessRow> &rows)
{
    std::unordered_multimap<std::int64_t, const ProcessRow *> children;
    std::vector<const ProcessRow *> tree;
    std::unordered_set<std::int64_t> known;
    for (const ProcessRow &row : rows) {
        children.emplace(row.parent, &row);
        if (row.pid == root.pid && (root.start == 0 || row.start == root.start) && known.insert(row.pid).second)
            tree.push_back(&row);
    }
    if (tree.empty())
        return tree;
    // Helpers that cut themselves loose from their parent stay in its session.
    for (const ProcessRow &row : rows) {
        if (row.session == root.pid && row.start >= tree.front()->start && known.insert(row.pid).second)
            tree.push_back(&row);
    }
    for (std::size_t i = 0; i < tree.size(); ++i) {
        const auto [first, last] = children.equal_range(tree[i]->pid);
        for (auto it = first; it != last; ++it) {
            // A parent's id may have been given anew: a child is younger.
            if (it->second->start >= tree[i]->start && known.insert(it->second->pid).second)
                tree.push_back(it->second);
        }
    }
    return tree;
}

std::vector<TreeUse> measureTrees(const std::vector<ProcessRoot> &roots)
{
    std::vector<TreeUse> uses(roots.size());
    if (roots.empty())
        return uses;
    const std::vector<ProcessRow> rows = listProcesses();
    for (std::size_t i = 0; i < roots.size(); ++i) {
        TreeUse &use = uses[i];
        for (const ProcessRow *row : treeOf(roots[i], rows)) {
            const ProcessUse one = measureProcess(*row);
            use.measure = use.processes == 0 || one.measure == MemoryMeasure::Unshared ? one.measure : use.measure;
            ++use.processes;
            use.memoryBytes += one.memoryBytes;
            use.descriptors += one.descriptors;
            use.cpuMicros += row->cpuMicros;
        }
    }
    return uses;
}

DiskUse measureDisk(const std::string &path)
{
    std::error_code error;
    const std::filesystem::path folder(std::u8string(path.begin(), path.end()));
    const std::filesystem::space_info space = std::filesystem::space(folder, error);
    if (error)
        return {};
    return {static_cast<std::uint64_t>(space.capacity), static_cast<std::uint64_t>(space.available)};
}

} // namespace pult::observe
