// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What is sent follows puppeteer 24.43.1, cdp/Input.ts.
#include "flowinput.h"

#include "keymap.h"

namespace pult::browser {

using namespace Qt::StringLiterals;

namespace {

constexpr int shiftBit = 8;

int buttonFlag(const QString &button)
{
    static const QHash<QString, int> flags{
        {u"left"_s, 1}, {u"right"_s, 2}, {u"middle"_s, 4}, {u"back"_s, 8}, {u"forward"_s, 16}};
    return flags.value(button, 1);
}

/// The button a move is reported with: the first of those held.
QString heldButton(int buttons)
{
    for (const QString &name : {u"left"_s, u"right"_s, u"middle"_s, u"back"_s, u"forward"_s}) {
        if (buttons & buttonFlag(name))
            return name;
    }
    return u"none"_s;
}

int modifierBit(const QString &key)
{
    static const QHash<QString, int> bits{{u"Alt"_s, 1}, {u"Control"_s, 2}, {u"Meta"_s, 4}, {u"Shift"_s, shiftBit}};
    return bits.value(key, 0);
}

QString toString(std::u16string_view text)
{
    return QStringView(text).toString();
}

struct KeyStroke
{
    QString key;
    QString code;
    QString text;
    int keyCode = 0;
    int location = 0;
};

KeyStroke strokeOf(const KeyDefinition &definition, int modifiers)
{
    const bool shift = modifiers & shiftBit;
    KeyStroke stroke{toString(definition.key), toString(definition.code), {}, definition.keyCode, definition.location};
    if (shift && !definition.shiftKey.empty())
        stroke.key = toString(definition.shiftKey);
    if (shift && definition.shiftKeyCode != 0)
        stroke.keyCode = definition.shiftKeyCode;
    if (stroke.key.size() == 1)
        stroke.text = stroke.key;
    if (!definition.text.empty())
        stroke.text = toString(definition.text);
    if (shift && !definition.shiftText.empty())
        stroke.text = toString(definition.shiftText);
    if (modifiers & ~shiftBit)
        stroke.text.clear();
    return stroke;
}

} // namespace

QJsonObject FlowInput::mouseEvent(const QString &type, const QString &button, int clickCount)
{
    QJsonObject event{{u"type"_s, type},     {u"modifiers"_s, m_modifiers}, {u"buttons"_s, m_buttons},
                      {u"button"_s, button}, {u"x"_s, m_position.x()},      {u"y"_s, m_position.y()}};
    if (clickCount > 0)
        event.insert(u"clickCount"_s, clickCount);
    return event;
}

QCoro::Task<Result<>> FlowInput::move(QPointF to, std::chrono::milliseconds limit)
{
    m_position = to;
    const QJsonObject event = mouseEvent(u"mouseMoved"_s, heldButton(m_buttons), 0);
    const Result<QJsonObject> moved = co_await m_page.send({}, u"Input.dispatchMouseEvent"_s, event, limit);
    if (!moved)
        co_return fail(moved.error());
    co_return {};
}

/// The events go out without waiting for one another, as the page answers each only when it has dealt with it.
QCoro::Task<Result<>> FlowInput::click(QPointF at, Click click, std::chrono::milliseconds limit)
{
    const QString method = u"Input.dispatchMouseEvent"_s;
    const int flag = buttonFlag(click.button);
    std::vector<QCoro::Task<Result<QJsonObject>>> events;
    m_position = at;
    const QJsonObject moved = mouseEvent(u"mouseMoved"_s, heldButton(m_buttons), 0);
    events.push_back(m_page.send({}, method, moved, limit));
    for (int count = 1; count <= click.count; ++count) {
        m_buttons |= flag;
        const QJsonObject pressed = mouseEvent(u"mousePressed"_s, click.button, count);
        events.push_back(m_page.send({}, method, pressed, limit));
        if (count == click.count && click.hold) {
            for (auto &event : events) {
                const Result<QJsonObject> done = co_await event;
                if (!done)
                    co_return fail(done.error());
            }
            events.clear();
            const Result<> slept = co_await sleepFor(*click.hold, m_page.token());
            if (!slept)
                co_return slept;
        }
        m_buttons &= ~flag;
        const QJsonObject released = mouseEvent(u"mouseReleased"_s, click.button, count);
        events.push_back(m_page.send({}, method, released, limit));
    }
    Result<> result;
    for (auto &event : events) {
        const Result<QJsonObject> done = co_await event;
        if (!done && result)
            result = fail(done.error());
    }
    co_return result;
}

QCoro::Task<Result<>> FlowInput::keyDown(QString name, std::chrono::milliseconds limit)
{
    const KeyDefinition *definition = keyDefinition(name);
    if (!definition)
        co_return fail(ErrorKind::Invalid, "key_unknown", {name});
    const KeyStroke stroke = strokeOf(*definition, m_modifiers);
    const bool repeat = m_pressed.contains(stroke.code);
    m_pressed.insert(stroke.code);
    m_modifiers |= modifierBit(stroke.key);
    QJsonObject event{{u"type"_s, stroke.text.isEmpty() ? u"rawKeyDown"_s : u"keyDown"_s},
                      {u"modifiers"_s, m_modifiers},
                      {u"windowsVirtualKeyCode"_s, stroke.keyCode},
                      {u"code"_s, stroke.code},
                      {u"key"_s, stroke.key},
                      {u"text"_s, stroke.text},
                      {u"unmodifiedText"_s, stroke.text},
                      {u"autoRepeat"_s, repeat},
                      {u"location"_s, stroke.location},
                      {u"isKeypad"_s, stroke.location == 3}};
    const Result<QJsonObject> sent = co_await m_page.send({}, u"Input.dispatchKeyEvent"_s, event, limit);
    if (!sent)
        co_return fail(sent.error());
    co_return {};
}

QCoro::Task<Result<>> FlowInput::keyUp(QString name, std::chrono::milliseconds limit)
{
    const KeyDefinition *definition = keyDefinition(name);
    if (!definition)
        co_return fail(ErrorKind::Invalid, "key_unknown", {name});
    const KeyStroke stroke = strokeOf(*definition, m_modifiers);
    m_modifiers &= ~modifierBit(stroke.key);
    m_pressed.remove(stroke.code);
    const QJsonObject event{{u"type"_s, u"keyUp"_s},  {u"modifiers"_s, m_modifiers},
                            {u"key"_s, stroke.key},   {u"windowsVirtualKeyCode"_s, stroke.keyCode},
                            {u"code"_s, stroke.code}, {u"location"_s, stroke.location}};
    const Result<QJsonObject> sent = co_await m_page.send({}, u"Input.dispatchKeyEvent"_s, event, limit);
    if (!sent)
        co_return fail(sent.error());
    co_return {};
}

QCoro::Task<Result<>> FlowInput::type(QString text, std::chrono::milliseconds limit)
{
    const QDeadlineTimer deadline(limit);
    const QList<uint> characters = text.toUcs4();
    for (const uint code : characters) {
        const char32_t c = code;
        const QString character = QString::fromUcs4(&c, 1);
        const auto left = std::max(std::chrono::milliseconds(1), std::chrono::milliseconds(deadline.remainingTime()));
        if (!keyDefinition(character)) {
            const QJsonObject params{{u"text"_s, character}};
            const Result<QJsonObject> sent = co_await m_page.send({}, u"Input.insertText"_s, params, left);
            if (!sent)
                co_return fail(sent.error());
            continue;
        }
        const Result<> down = co_await keyDown(character, left);
        if (!down)
            co_return down;
        const Result<> up = co_await keyUp(character, left);
        if (!up)
            co_return up;
    }
    co_return {};
}

} // namespace pult::browser
