// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "theme/stylesheet.h"

#include "theme/colours.h"

using namespace Qt::StringLiterals;

namespace pult::ui {

namespace {

// Words in @at@ are the colours.
constexpr auto sheet = R"(
QToolBar { background: @window@; border: none; border-bottom: 1px solid @border@; padding: 4px 6px; spacing: 3px; }
QToolBar[role="panel"] { padding: 1px 4px; }
QToolBar[role="panel"] QToolButton { padding: 3px 8px; }
QToolBar::separator { background: @border@; width: 1px; margin: 6px 3px; }
QToolButton { background: transparent; border: 1px solid transparent; border-radius: 4px; padding: 5px 7px; }
QToolButton:hover { background: @hover@; }
QToolButton:pressed, QToolButton:checked { background: @selection@; }
QToolButton:focus { border-color: @accent@; }
QMenuBar { background: @window@; border-bottom: 1px solid @border@; }
QMenuBar::item { padding: 6px 10px; background: transparent; border-radius: 4px; }
QMenuBar::item:selected { background: @hover@; }
QMenu { background: @raised@; border: 1px solid @border@; padding: 4px; }
QMenu::item { padding: 6px 28px 6px 28px; border-radius: 4px; }
QMenu::item:selected { background: @selection@; color: @text@; }
QMenu::item:disabled { color: @disabled@; }
QMenu::separator { height: 1px; background: @border@; margin: 4px 8px; }
QMenu::icon { padding-left: 6px; }
QMenu::indicator { left: 6px; }
QStatusBar { background: @window@; border-top: 1px solid @border@; }
QStatusBar::item { border: none; }
QHeaderView { background: @base@; border: none; }
QHeaderView::section { background: @base@; color: @muted@; border: none; border-bottom: 1px solid @border@;
    padding: 5px 6px; font-weight: normal; }
QHeaderView::section:hover { color: @text@; }
QTableView, QListView, QTreeView { background: @base@; border: none; outline: none;
    selection-background-color: @selection@; selection-color: @text@; }
QTableView::item { padding: 0px 6px; border: none; }
QTableView::item:selected, QListView::item:selected, QTreeView::item:selected { background: @selection@;
    color: @text@; }
QListView::item { padding: 0px 8px; border: none; }
QListView::item:hover { background: @hover@; }
QListView#settingsGroups::item { min-height: 28px; padding: 0px 12px; }
QDockWidget { titlebar-close-icon: url(:/icons/dockclose.svg);
    titlebar-normal-icon: url(:/icons/dockfloat.svg); }
QDockWidget::title { background: @window@; padding: 7px 10px; border-bottom: 1px solid @border@; }
QDockWidget::close-button, QDockWidget::float-button { padding: 2px; border: none; border-radius: 3px;
    background: transparent; }
QDockWidget::close-button:hover, QDockWidget::float-button:hover { background: @hover@; }
QMainWindow::separator { background: @border@; width: 1px; height: 1px; }
QMainWindow::separator:hover { background: @accent@; }
QHeaderView::up-arrow, QHeaderView::down-arrow { subcontrol-origin: border; subcontrol-position: top center;
    width: 9px; height: 9px; }
QHeaderView::up-arrow { image: url(:/icons/sortup.svg); }
QHeaderView::down-arrow { image: url(:/icons/sortdown.svg); }
QAbstractItemView::indicator, QCheckBox::indicator { width: 14px; height: 14px; border: 1px solid @muted@;
    border-radius: 3px; background: @base@; }
QCheckBox::indicator:disabled, QRadioButton::indicator:disabled { border-color: @border@; }
QRadioButton::indicator { width: 14px; height: 14px; border: 1px solid @muted@; border-radius: 8px;
    background: @base@; }
QRadioButton::indicator:checked { width: 6px; height: 6px; border: 5px solid @accent@; }
QAbstractItemView::indicator:checked, QCheckBox::indicator:checked { background: @accent@; border-color: @accent@;
    image: url(@tick@); }
QSplitter::handle { background: @border@; }
QTabBar { background: @window@; qproperty-drawBase: 0; }
QTabBar::tab { background: transparent; color: @muted@; padding: 7px 12px; border: none;
    border-bottom: 2px solid transparent; }
QTabBar::tab:selected { color: @text@; border-bottom: 2px solid @accent@; }
QTabBar::tab:hover { color: @text@; }
QMainWindow > QTabBar::tab { padding: 7px 6px; min-width: 40px; }
QTabWidget::pane { border: none; border-top: 1px solid @border@; background: @base@; }
QLineEdit, QPlainTextEdit, QComboBox, QAbstractSpinBox { background: @base@; border: 1px solid @border@;
    border-radius: 4px; padding: 4px 8px; selection-background-color: @accent@; selection-color: @accentText@; }
QLineEdit:focus, QPlainTextEdit:focus, QComboBox:focus, QAbstractSpinBox:focus { border-color: @accent@; }
QLineEdit:disabled, QComboBox:disabled, QAbstractSpinBox:disabled { background: @window@; color: @disabled@; }
QLineEdit[invalid="true"] { border-color: @failed@; }
QComboBox, QAbstractSpinBox { min-height: 18px; }
QAbstractSpinBox { padding-right: 22px; }
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button { subcontrol-origin: border; width: 22px; border: none;
    background: transparent; }
QAbstractSpinBox::up-button { subcontrol-position: top right; margin-top: 1px; }
QAbstractSpinBox::down-button { subcontrol-position: bottom right; margin-bottom: 1px; }
QAbstractSpinBox::up-button:hover, QAbstractSpinBox::down-button:hover { background: @hover@; }
QAbstractSpinBox::up-arrow { image: url(:/icons/sortup.svg); width: 9px; height: 9px; }
QAbstractSpinBox::down-arrow { image: url(:/icons/sortdown.svg); width: 9px; height: 9px; }
QComboBox::drop-down, QDateTimeEdit::drop-down { subcontrol-origin: border; subcontrol-position: center right;
    border: none; width: 24px; }
QComboBox::down-arrow, QDateTimeEdit::down-arrow { image: url(@chevron@); width: 12px; height: 12px; }
QPushButton { background: @raised@; border: 1px solid @border@; border-radius: 4px; padding: 6px 14px; }
QDialogButtonBox { dialogbuttonbox-buttons-have-icons: 0; }
QPushButton:hover { background: @hover@; }
QPushButton:pressed { background: @selection@; }
QPushButton:focus { border-color: @accent@; }
QPushButton:disabled { color: @disabled@; background: @window@; }
QPushButton[primary="true"] { background: @accent@; border-color: @accent@; color: @accentText@; }
QPushButton[primary="true"]:disabled { background: @hover@; border-color: @border@; color: @disabled@; }
QToolTip { background: @raised@; color: @text@; border: 1px solid @border@; padding: 4px 6px; }
QBalloonTip QLabel { color: black; }
QScrollBar:vertical { background: transparent; width: 10px; margin: 0px; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 0px; }
QScrollBar::handle { background: @border@; border-radius: 3px; margin: 2px; }
QScrollBar::handle:hover { background: @muted@; }
QScrollBar::handle:vertical { min-height: 24px; }
QScrollBar::handle:horizontal { min-width: 24px; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0px; height: 0px; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QLabel[role="muted"] { color: @muted@; }
QLabel[role="fault"] { color: @failed@; }
QLabel[role="warning"] { color: @warning@; }
QAbstractItemView[framed="true"] { border: 1px solid @border@; border-radius: 4px; }
QListView[framed="true"] { padding: 4px 0px; }
QProgressBar { background: @hover@; border: none; border-radius: 2px; }
QProgressBar::chunk { background: @running@; border-radius: 2px; }
QLabel[role="heading"] { color: @muted@; font-weight: 600; padding: 0px 8px; }
QLabel[role="title"] { font-weight: 600; font-size: 15px; }
QWidget[surface="base"], QScrollArea[surface="base"] { background: @base@; }
QFrame[role="line"] { background: @border@; border: none; }
)";

} // namespace

QString styleSheetOf(const Colours &colours)
{
    QColor disabled = colours.muted;
    disabled.setAlphaF(0.65F);
    QString text = QString::fromLatin1(sheet);
    const std::pair<QLatin1StringView, QString> words[] = {
        {"@window@"_L1, colours.window.name()},
        {"@base@"_L1, colours.base.name()},
        {"@raised@"_L1, colours.raised.name()},
        {"@hover@"_L1, colours.hover.name()},
        {"@text@"_L1, colours.text.name()},
        {"@muted@"_L1, colours.muted.name()},
        {"@border@"_L1, colours.border.name()},
        {"@accent@"_L1, colours.accent.name()},
        {"@accentText@"_L1, colours.accentText.name()},
        {"@selection@"_L1, colours.selection.name()},
        {"@failed@"_L1, colours.tone(Tone::Failed).name()},
        {"@warning@"_L1, colours.tone(Tone::Warning).name()},
        {"@running@"_L1, colours.tone(Tone::Running).name()},
        {"@disabled@"_L1,
         u"rgba(%1,%2,%3,%4)"_s.arg(disabled.red()).arg(disabled.green()).arg(disabled.blue()).arg(disabled.alpha())},
        {"@chevron@"_L1, u":/icons/chevron.svg"_s},
        {"@tick@"_L1, colours.accentText.lightness() < 128 ? u":/icons/tickdark.svg"_s : u":/icons/tick.svg"_s},
    };
    for (const auto &[word, value] : words)
        text.replace(word, value);
    return text;
}

} // namespace pult::ui
