"""The style sheet: what Qt draws itself, in the colours of the look. Padding is equal on both sides (RTL)."""

from PySide6.QtWidgets import QApplication

from donations_app.i18n import is_right_to_left
from donations_app.ui.grown import dress_grown
from donations_app.ui.theme import Theme, theme
from donations_app.ui.widgets.columns import EDGE, LEADING


def dress() -> None:
    """Give the style sheet of the look; after a window is built, or each of its parts is styled twice.

    The sheet that is worn already is not given again: Qt would style every part of every window anew.
    """
    application = QApplication.instance()
    if isinstance(application, QApplication) and not is_dressed():
        application.setStyleSheet(stylesheet(theme()))
        dress_grown()


def is_dressed() -> bool:
    """Tell whether the application wears the style sheet of the look."""
    application = QApplication.instance()
    return isinstance(application, QApplication) and application.styleSheet() == stylesheet(theme())


def stylesheet(look: Theme) -> str:
    """Return the style sheet of a look."""
    return "\n".join((_ground(look), _buttons(look), _fields(look), _tables(look)))


def _ground(t: Theme) -> str:
    side = "right" if is_right_to_left() else "left"  # where what scrolls stands
    return f"""
QMainWindow, #page, QScrollArea, QScrollArea > QWidget > QWidget {{ background: {t.ground}; }}
QDialog, QDialog QScrollArea, QDialog QScrollArea > QWidget > QWidget {{ background: {t.surface}; }}
QLabel {{ background: transparent; color: {t.text}; }}
QLabel[tone="muted"] {{ color: {t.muted}; }}
QLabel[tone="ok"] {{ color: {t.ok}; }}
QLabel[tone="warn"] {{ color: {t.warn}; }}
QLabel[tone="bad"] {{ color: {t.bad}; }}
QLabel[tone="soft"] {{ color: {t.soft_text}; }}
QFrame#card {{ background: {t.surface}; border: 1px solid {t.border}; border-radius: 12px; }}
QFrame#card[over="true"] {{ border-color: {t.field}; }}
QFrame#card[link="true"]:hover {{ border-color: {t.field}; }}
QFrame#card[link="true"]:focus {{ border: 2px solid {t.primary}; }}
QLabel[link="true"]:hover {{ color: {t.primary}; }}
QLabel[link="true"]:focus {{ color: {t.primary}; text-decoration: underline; }}
QFrame#sunken {{ background: {t.sunken}; border: 1px solid {t.border}; border-radius: 8px; }}
QFrame#sunken[state="bad"] {{ background: {t.bad_ground}; border-color: {t.bad_ground}; }}
QFrame#sidebar {{ background: {t.surface}; border: none; }}
QFrame#statusbar {{ background: {t.surface}; border: none; border-top: 1px solid {t.border}; }}
QFrame#rule {{ background: {t.border}; max-height: 1px; min-height: 1px; border: none; }}
QFrame#keycap {{ background: {t.surface}; border: 1px solid {t.border}; border-bottom: 2px solid {t.border}; border-radius: 4px; }}
QFrame#facing {{ background: transparent; border: 2px solid transparent; border-radius: 6px; }}
QFrame#facing[state="warn"] {{ background: {t.warn_ground}; }}
QFrame#facing:focus {{ border-color: {t.primary}; }}
QListView#pairs {{ background: transparent; border: 2px solid transparent; border-radius: 8px; outline: none; }}
QListView#pairs:focus {{ border-color: {t.primary}; }}
QFrame#banner {{ background: {t.info_ground}; border-radius: 8px; }}
QToolTip {{ background: {t.surface}; color: {t.text}; border: 1px solid {t.border}; padding: 4px; }}
QDialogButtonBox {{ dialogbuttonbox-buttons-have-icons: 0; }}
QScrollArea {{ border: none; }}
QScrollArea#document {{ border: 2px solid transparent; border-radius: 8px; }}
QScrollArea#document:focus {{ border-color: {t.primary}; }}
QScrollArea#inside, QScrollArea#inside > QWidget > QWidget {{ background: transparent; }}
QScrollBar:vertical {{ background: transparent; width: {t.px(14)}px; margin: 2px; margin-{side}: {t.px(6)}px; }}
QScrollBar:horizontal {{ background: transparent; height: {t.px(10)}px; margin: 2px; }}
QAbstractScrollArea::corner {{ background: transparent; border: none; }}
QScrollBar::handle {{ background: {t.field}; border-radius: 3px; min-height: 32px; min-width: 32px; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QProgressBar {{ background: {t.track}; border: none; border-radius: 4px; max-height: {t.px(8)}px; min-height: {t.px(8)}px; }}
QProgressBar::chunk {{ background: {t.primary}; border-radius: 4px; }}
"""


def _buttons(t: Theme) -> str:
    return f"""
QPushButton {{ background: {t.surface}; color: {t.text}; border: 1px solid {t.field}; border-radius: 8px; padding: 0 {t.px(14)}px;
  min-height: {t.px(34)}px; font-weight: 500; icon-size: {t.px(16)}px; }}
QPushButton:hover {{ background: {t.sunken}; }}
QPushButton:focus {{ border: 2px solid {t.primary}; padding: 0 {t.px(14) - 1}px; }}
QPushButton:disabled {{ color: {t.field}; border-color: {t.border}; }}
QPushButton[kind="primary"] {{ background: {t.primary}; color: {t.on_primary}; border: 2px solid {t.primary}; font-weight: 600; }}
QPushButton[kind="primary"]:hover {{ background: {t.soft_text}; border-color: {t.soft_text}; }}
QPushButton[kind="primary"]:focus {{ border: 2px solid {t.text}; }}
QPushButton[kind="primary"]:disabled {{ background: {t.track}; color: {t.muted}; border-color: {t.track}; }}
QPushButton[kind="small"] {{ min-height: {t.px(26)}px; padding: 0 {t.px(12)}px; font-weight: 500; }}
QPushButton[kind="link"] {{ border: 2px solid transparent; background: transparent; color: {t.primary}; padding: 0; min-height: {t.px(20)}px; }}
QPushButton[kind="link"]:disabled {{ color: {t.field}; }}
QPushButton[kind="link"]:focus {{ border-color: {t.primary}; }}
QPushButton[kind="late"] {{ border: 2px solid transparent; background: transparent; color: {t.warn}; padding: 0; min-height: {t.px(20)}px; }}
QPushButton[kind="late"]:focus {{ border-color: {t.primary}; }}
QPushButton[kind="nav"] {{ border: none; background: transparent; color: {t.text}; padding: 0 {t.px(12)}px; min-height: {t.px(38)}px;
  font-weight: 400; text-align: start; }}
QPushButton[kind="nav"]:hover {{ background: {t.sunken}; }}
QPushButton[kind="nav"]:checked {{ background: {t.soft}; color: {t.soft_text}; font-weight: 600; }}
QPushButton[kind="nav"]:focus {{ border: 2px solid {t.primary}; padding: 0 {t.px(12) - 2}px; }}
QPushButton[kind="segment"] {{ border: 2px solid transparent; border-radius: 6px; background: transparent; color: {t.muted};
  min-height: {t.px(28)}px; padding: 0 {t.px(10)}px; }}
QPushButton[kind="segment"]:checked {{ background: {t.soft}; color: {t.soft_text}; font-weight: 600; }}
QPushButton[kind="chip"] {{ border: 2px solid transparent; border-radius: {t.px(14)}px; background: {t.soft}; color: {t.soft_text};
    padding: 0 {t.px(10)}px; min-height: {t.px(26)}px; }}
QPushButton[kind="freechip"] {{ border: 1px solid {t.field}; border-radius: {t.px(14)}px; background: {t.surface}; color: {t.text};
    padding: 0 {t.px(11)}px; min-height: {t.px(28)}px; }}
QPushButton[kind="freechip"]:focus {{ border: 2px solid {t.primary}; padding: 0 {t.px(11) - 1}px; min-height: {t.px(26)}px; }}
QPushButton[kind="chip"]:focus {{ border-color: {t.primary}; }}
QPushButton[kind="segment"]:focus {{ border-color: {t.primary}; }}
QPushButton#tile, QPushButton#answer {{ background: {t.sunken}; border: 2px solid {t.border}; border-radius: 8px; padding: 0; min-height: 0; }}
QPushButton#answer {{ background: {t.surface}; }}
QPushButton#tile:checked {{ background: {t.soft}; border-color: {t.soft}; }}
QPushButton#answer:checked {{ background: {t.soft}; border-color: {t.primary}; }}
QPushButton#tile:hover, QPushButton#answer:hover {{ border-color: {t.field}; }}
QPushButton#tile:focus, QPushButton#answer:focus {{ border-color: {t.primary}; }}
QToolButton {{ background: transparent; border: 2px solid transparent; border-radius: 6px; padding: {t.px(3)}px;
  icon-size: {t.px(16)}px; }}
QToolButton:hover {{ background: {t.sunken}; }}
QToolButton:focus {{ border-color: {t.primary}; }}
QToolButton#back {{ background: {t.surface}; border: 1px solid {t.field}; border-radius: 8px; }}
QToolButton#back:hover {{ background: {t.sunken}; }}
QToolButton#back:focus {{ border: 2px solid {t.primary}; }}
QToolButton#pin {{ border: none; padding: 0; icon-size: {t.px(14)}px; }}
"""


def _fields(t: Theme) -> str:
    return f"""
QLineEdit, QComboBox, QSpinBox {{ background: {t.surface}; color: {t.text}; border: 1px solid {t.field}; border-radius: 8px;
  padding: 0 {t.px(11)}px; min-height: {t.px(36)}px; selection-background-color: {t.primary}; selection-color: {t.on_primary}; }}
QLineEdit:focus, QComboBox:focus, QSpinBox:focus {{ border: 2px solid {t.primary}; padding: 0 {t.px(11) - 1}px; }}
QComboBox {{ padding: 0 {t.px(13)}px; }}
QComboBox:focus {{ padding: 0 {t.px(13) - 1}px; }}
QLineEdit[state="bad"] {{ border: 2px solid {t.bad}; padding: 0 {t.px(11) - 1}px; }}
QLineEdit[state="warn"] {{ border: 2px solid {t.warn}; padding: 0 {t.px(11) - 1}px; }}
QLineEdit[size="small"] {{ min-height: {t.px(30)}px; }}
QTextBrowser#manual {{ background: {t.surface}; color: {t.text}; border: 1px solid {t.border}; border-radius: 8px; selection-background-color: {t.primary}; selection-color: {t.on_primary}; }}
QPlainTextEdit {{ background: {t.surface}; color: {t.text}; border: 1px solid {t.field}; border-radius: 8px; padding: {t.px(5)}px;
  selection-background-color: {t.primary}; selection-color: {t.on_primary}; }}
QPlainTextEdit:focus {{ border: 2px solid {t.primary}; padding: {t.px(5) - 1}px; }}
QLineEdit:read-only, QLineEdit:disabled, QComboBox:disabled, QPlainTextEdit:disabled {{ color: {t.muted}; background: {t.sunken}; }}
QLineEdit#search {{ border-color: {t.border}; }}
QComboBox[kind="chip"], QLineEdit[kind="chip"] {{ border-radius: {t.px(28) // 2 + 1}px; min-height: {t.px(28)}px; padding: 0 {t.px(12)}px; }}
QComboBox[kind="chip"]:focus, QLineEdit[kind="chip"]:focus {{ min-height: {t.px(28) - 2}px; padding: 0 {t.px(12) - 1}px; }}
QComboBox[kind="chip"][set="true"], QLineEdit[kind="chip"][set="true"] {{ background: {t.soft}; color: {t.soft_text}; border-color: {t.soft}; }}
QComboBox[kind="chip"][set="true"]:focus, QLineEdit[kind="chip"][set="true"]:focus {{ border-color: {t.primary}; }}
QComboBox[kind="chip"]::drop-down {{ border: none; width: {t.px(18)}px; }}
QComboBox::drop-down {{ border: none; width: {t.px(26)}px; }}
QComboBox QAbstractItemView {{ background: {t.surface}; color: {t.text}; border: 1px solid {t.field}; outline: none;
  selection-background-color: {t.soft}; selection-color: {t.soft_text}; }}
QFrame#popup {{ background: {t.surface}; border: 1px solid {t.field}; border-radius: 8px; }}
QListWidget {{ background: transparent; border: none; outline: none; color: {t.text}; }}
QListWidget::item {{ padding: {t.px(6)}px {t.px(8)}px; border-radius: 6px; }}
QListWidget::item:selected {{ background: {t.soft}; color: {t.soft_text}; }}
"""


def _tables(t: Theme) -> str:
    side, place = ("right", "last") if is_right_to_left() else ("left", "first")  # it has no leading side
    return f"""
QTableView {{ background: transparent; border: 2px solid transparent; border-radius: 8px; gridline-color: transparent; color: {t.text}; outline: none;
  selection-background-color: {t.soft}; selection-color: {t.text}; }}
QTableView:focus {{ border-color: {t.primary}; }}
QHeaderView {{ background: transparent; }}
QHeaderView::section {{ background: transparent; border: none; border-bottom: 1px solid {t.border}; padding: 0 {t.px(EDGE)}px; }}
QHeaderView::section:{place}, QHeaderView::section:only-one {{ padding-{side}: {t.px(LEADING)}px; }}
QTableView[edge="kept"] QHeaderView::section:{place}, QTableView[edge="kept"] QHeaderView::section:only-one {{ padding-{side}: {t.px(EDGE)}px; }}
QTableCornerButton::section {{ background: transparent; border: none; }}
QMenu {{ background: {t.surface}; color: {t.text}; border: 1px solid {t.field}; border-radius: 8px; padding: {t.px(6)}px; }}
QMenu::item {{ padding: {t.px(6)}px {t.px(24)}px; border-radius: 6px; }}
QMenu::item:selected {{ background: {t.soft}; color: {t.soft_text}; }}
QCalendarWidget QWidget {{ background: {t.surface}; color: {t.text}; alternate-background-color: {t.sunken}; }}
QCalendarWidget QAbstractItemView {{ border: none; selection-background-color: {t.primary}; selection-color: {t.on_primary}; }}
QCalendarWidget QToolButton::menu-indicator {{ image: none; }}
QCalendarWidget QAbstractItemView:disabled {{ color: {t.field}; }}
"""
