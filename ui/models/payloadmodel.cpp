// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/payloadmodel.h"

#include "theme/colours.h"

#include <QJsonArray>
#include <QJsonDocument>

using namespace Qt::StringLiterals;

namespace pult::ui {

namespace {

constexpr int deepest = 200;
constexpr qsizetype longestShown = 2000;

/// Reads JSON that was checked by Qt already, so that only well-formed text gets here; what Qt would make of numbers
/// (doubles beyond 64 bits) is why it is read once more.
class Reader final
{
public:
    explicit Reader(const QByteArray &json) : m_json(json) {}

    std::unique_ptr<PayloadNode> value(const QString &name, PayloadNode *parent, bool secret, int depth)
    {
        auto node = std::make_unique<PayloadNode>();
        node->name = name;
        node->parent = parent;
        node->secret = secret || isSecretKey(name);
        skip();
        const char c = at();
        if (c == '{' || c == '[')
            members(*node, c == '{', depth);
        else if (c == '"') {
            node->isText = true;
            node->text = string();
        } else {
            node->text = word();
        }
        return node;
    }

private:
    char at() const { return m_at < m_json.size() ? m_json.at(m_at) : '\0'; }
    void skip()
    {
        while (m_at < m_json.size() && QByteArrayView(" \t\r\n").contains(m_json.at(m_at)))
            ++m_at;
    }

    void members(PayloadNode &node, bool isObject, int depth)
    {
        node.isContainer = true;
        const char end = isObject ? '}' : ']';
        ++m_at;
        for (skip(); at() != end && at() != '\0' && depth < deepest; skip()) {
            if (at() == ',') {
                ++m_at;
                continue;
            }
            QString name = QString::number(node.children.size() + 1);
            if (isObject) {
                name = string();
                skip();
                ++m_at; // the colon
            }
            node.children.push_back(value(name, &node, node.secret, depth + 1));
        }
        ++m_at;
        node.text = QString::number(node.children.size());
    }

    /// With its escapes undone by Qt.
    QString string()
    {
        const qsizetype begin = m_at++;
        while (at() != '"' && at() != '\0')
            m_at += at() == '\\' ? 2 : 1;
        ++m_at;
        const QByteArray quoted = m_json.mid(begin, m_at - begin);
        return QJsonDocument::fromJson('[' + quoted + ']').array().at(0).toString();
    }

    QString word()
    {
        const qsizetype begin = m_at;
        while (at() != '\0' && !QByteArrayView(",]} \t\r\n").contains(at()))
            ++m_at;
        return QString::fromLatin1(m_json.mid(begin, m_at - begin));
    }

    const QByteArray &m_json;
    qsizetype m_at = 0;
};

bool anySecret(const PayloadNode &node)
{
    return node.secret || std::any_of(node.children.begin(), node.children.end(),
                                      [](const std::unique_ptr<PayloadNode> &child) { return anySecret(*child); });
}

} // namespace

bool isSecretKey(const QString &key)
{
    static const QStringList words{u"pass"_s, u"token"_s, u"key"_s, u"secret"_s, u"cookie"_s, u"proxy"_s};
    return std::any_of(words.begin(), words.end(),
                       [&key](const QString &word) { return key.contains(word, Qt::CaseInsensitive); });
}

std::unique_ptr<PayloadNode> parsePayload(const QByteArray &json)
{
    const QJsonDocument document = QJsonDocument::fromJson(json);
    if (document.isNull())
        return nullptr;
    return Reader(json).value({}, nullptr, false, 0);
}

void PayloadModel::setPayload(const QByteArray &json)
{
    beginResetModel();
    m_root = parsePayload(json);
    m_revealed = false;
    m_hasSecrets = m_root && anySecret(*m_root);
    endResetModel();
}

void PayloadModel::setRevealed(bool revealed)
{
    Q_EMIT layoutAboutToBeChanged();
    m_revealed = revealed;
    Q_EMIT layoutChanged();
}

void PayloadModel::refreshTexts()
{
    Q_EMIT headerDataChanged(Qt::Horizontal, Name, Value);
}

const PayloadNode *PayloadModel::nodeOf(const QModelIndex &index) const
{
    return index.isValid() ? static_cast<const PayloadNode *>(index.constInternalPointer()) : m_root.get();
}

QModelIndex PayloadModel::index(int row, int column, const QModelIndex &parent) const
{
    const PayloadNode *node = nodeOf(parent);
    if (!node || row < 0 || row >= static_cast<int>(node->children.size()) || column < 0 || column > Value)
        return {};
    return createIndex(row, column, node->children.at(static_cast<std::size_t>(row)).get());
}

QModelIndex PayloadModel::parent(const QModelIndex &index) const
{
    const PayloadNode *node = index.isValid() ? nodeOf(index)->parent : nullptr;
    if (!node || node == m_root.get())
        return {};
    const auto &siblings = node->parent->children;
    const auto place = std::find_if(siblings.begin(), siblings.end(),
                                    [node](const std::unique_ptr<PayloadNode> &each) { return each.get() == node; });
    return createIndex(static_cast<int>(place - siblings.begin()), 0, node);
}

int PayloadModel::rowCount(const QModelIndex &parent) const
{
    const PayloadNode *node = parent.column() > 0 ? nullptr : nodeOf(parent);
    return node ? static_cast<int>(node->children.size()) : 0;
}

int PayloadModel::columnCount(const QModelIndex &) const
{
    return 2;
}

QVariant PayloadModel::data(const QModelIndex &index, int role) const
{
    Q_ASSERT(checkIndex(index, CheckIndexOption::IndexIsValid));
    const PayloadNode *node = nodeOf(index);
    const bool masked = node->secret && !m_revealed && !node->isContainer;
    if (role == Qt::ForegroundRole && (index.column() == Name || node->isContainer || masked))
        return currentColours().muted;
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole && role != Qt::AccessibleTextRole)
        return {};
    if (index.column() == Name)
        return node->name;
    if (masked)
        return tr("hidden");
    if (node->isContainer)
        return tr("%n value(s)", nullptr, static_cast<int>(node->children.size()));
    return node->text.size() > longestShown ? QString(node->text.left(longestShown) + u'…') : node->text;
}

QVariant PayloadModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    //: header of the column with the names of a payload's values
    return section == Name ? tr("Name") : tr("Value");
}

} // namespace pult::ui
