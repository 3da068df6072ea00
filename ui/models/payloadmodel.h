// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractItemModel>

#include <memory>
#include <vector>

namespace pult::ui {

/// A value of a payload. Numbers are kept as they were written: none loses a digit.
struct PayloadNode
{
    QString name; ///< the key, or the place in its list
    QString text; ///< of a text, number, true, false or null; of others how many they hold
    bool isText = false;
    bool isContainer = false;
    bool secret = false; ///< its key, or one above it, names something that is not for everyone's eyes
    PayloadNode *parent = nullptr;
    std::vector<std::unique_ptr<PayloadNode>> children;
};
/// nullptr: no JSON.
std::unique_ptr<PayloadNode> parsePayload(const QByteArray &json);
/// Whether values under this key are masked: it contains pass, token, key, secret, cookie or proxy.
bool isSecretKey(const QString &key);

/// A task's payload as a tree; secrets are masked until they are revealed. GUI thread.
class PayloadModel final : public QAbstractItemModel
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(PayloadModel)

public:
    enum ColumnIndex { Name, Value };

    explicit PayloadModel(QObject *parent = nullptr) : QAbstractItemModel(parent) {}

    void setPayload(const QByteArray &json);
    void setRevealed(bool revealed);
    bool isRevealed() const { return m_revealed; }
    bool hasSecrets() const { return m_hasSecrets; }
    void refreshTexts();

    QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    QModelIndex parent(const QModelIndex &index) const override;
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    const PayloadNode *nodeOf(const QModelIndex &index) const;

    std::unique_ptr<PayloadNode> m_root;
    bool m_revealed = false;
    bool m_hasSecrets = false;
};

} // namespace pult::ui
