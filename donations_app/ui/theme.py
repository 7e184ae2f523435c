"""Colours, letters and measures of the window, light and dark; contrasts hold 4.5 to 1 for every text."""

from functools import cache
from typing import Final

from msgspec import Struct
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from resources import path

FAMILY: Final = "Dons Sans"
_FILES: Final = ("Regular", "Medium", "SemiBold", "Bold")


class Theme(Struct, frozen=True):
    """The colours of one look, and the user's zoom of letters."""

    is_dark: bool
    ground: str
    surface: str
    sunken: str
    border: str
    text: str
    muted: str
    field: str
    primary: str
    on_primary: str
    soft: str
    soft_text: str
    ok: str
    ok_ground: str
    warn: str
    warn_ground: str
    bad: str
    bad_ground: str
    info: str
    info_ground: str
    track: str
    chart: tuple[str, str, str]
    zoom: int = 100

    def px(self, size: float) -> int:
        """Return a size in pixels at the user's zoom."""
        return round(size * self.zoom / 100)

    def margins(self, left: float, top: float, right: float, bottom: float) -> tuple[int, int, int, int]:
        """Return the margins of a layout in pixels at the user's zoom."""
        return self.px(left), self.px(top), self.px(right), self.px(bottom)

    def state(self, name: str) -> tuple[str, str]:
        """Return text and ground of a state: ok, warn, bad, info or plain."""
        return {
            "ok": (self.ok, self.ok_ground),
            "warn": (self.warn, self.warn_ground),
            "bad": (self.bad, self.bad_ground),
            "info": (self.info, self.info_ground),
        }.get(name, (self.muted, self.sunken))


LIGHT: Final = Theme(
    is_dark=False, ground="#F4F6F4", surface="#FFFFFF", sunken="#F4F6F4", border="#E1E6E2", text="#16211D",
    muted="#566560", field="#87938D", primary="#0B6B5B", on_primary="#FFFFFF", soft="#E2F1ED",
    soft_text="#0A5548", ok="#1A7240", ok_ground="#E4F3E9", warn="#8F4A06", warn_ground="#FDF0DC",
    bad="#B3261E", bad_ground="#FCE9E7", info="#1D5FA8", info_ground="#E6F0FA", track="#E7EBE8",
    chart=("#0B6B5B", "#86CCBE", "#BF7514"),
)  # fmt: skip
DARK: Final = Theme(
    is_dark=True, ground="#0F1513", surface="#18211E", sunken="#121A17", border="#2A3530", text="#E9EFEC",
    muted="#A3B1AB", field="#6F7F78", primary="#4CC2AA", on_primary="#06231D", soft="#1B3832",
    soft_text="#8FE0CE", ok="#71CF92", ok_ground="#17321F", warn="#F0B45B", warn_ground="#38290F",
    bad="#FF9A92", bad_ground="#3E1C1A", info="#8DBEF2", info_ground="#172C43", track="#2A3530",
    chart=("#4CC2AA", "#2C7365", "#E0A33A"),
)  # fmt: skip


class _Chosen:
    """The look of this process: one application has one."""

    theme = LIGHT
    look = "system"


def theme() -> Theme:
    """Return the look in use."""
    return _Chosen.theme


def look() -> str:
    """Return what the user chose: light, dark, or as the system."""
    return _Chosen.look


@cache
def load_fonts() -> None:
    """Make the family known to Qt; called before the first widget, and once: Qt forgets all that it has drawn."""
    for weight in _FILES:
        QFontDatabase.addApplicationFont(str(path("fonts", f"DonsSans-{weight}.ttf")))


def use(chosen: str, *, zoom: int = 100) -> None:
    """Give the application a look: ``light``, ``dark`` or ``system``."""
    dark = chosen == "dark" or (chosen == "system" and _system_is_dark())
    _Chosen.look = chosen
    _Chosen.theme = replace(DARK if dark else LIGHT, zoom=zoom)
    application = QApplication.instance()
    if isinstance(application, QApplication):
        application.setFont(font(13))
        application.setPalette(_palette(_Chosen.theme))


def _system_is_dark() -> bool:
    return QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark


def font(size: float, weight: int = 400) -> QFont:
    """Return our letters at a size in pixels, zoomed."""
    return QFont(_letters(_Chosen.theme.px(size), weight))


@cache
def _letters(pixels: int, weight: int) -> QFont:
    """Return our letters, to be copied: a window asks for some twenty kinds of them, two hundred times."""
    made = QFont(FAMILY)
    made.setPixelSize(pixels)
    made.setWeight(QFont.Weight(weight))
    return made


def _palette(look: Theme) -> QPalette:
    role, palette = QPalette.ColorRole, QPalette()
    colours = {
        role.Window: look.ground, role.WindowText: look.text, role.Base: look.surface,
        role.AlternateBase: look.sunken, role.Text: look.text, role.Button: look.surface,
        role.ButtonText: look.text, role.Highlight: look.primary, role.HighlightedText: look.on_primary,
        role.ToolTipBase: look.surface, role.ToolTipText: look.text, role.PlaceholderText: look.muted,
        role.Link: look.primary,
    }  # fmt: skip
    for key, colour in colours.items():
        palette.setColor(key, QColor(colour))
    for key in (role.Text, role.WindowText, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, key, QColor(look.field))
    return palette
