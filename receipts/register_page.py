"""A page of the receipt register: one text object, whose operators are encoded straight away."""

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from receipts.fonts import REGULAR, STRONG
from receipts.glyphs import Mark
from receipts.operators import shapes
from receipts.pages import HEIGHT, WIDTH, Base, showing
from receipts.shaping import is_plain, measure, shaped
from receipts.text import printable, simple_letters, width

SIZE: Final = (HEIGHT, WIDTH)  # landscape
LEFT, RIGHT, TOP, BOTTOM = 28.0, SIZE[0] - 28.0, SIZE[1] - 92.0, 44.0
INK, MUTED, RED = "0.09 0.13 0.11 rg", "0.34 0.40 0.38 rg", "0.70 0.15 0.12 rg"

# left edge, width, and the two lines of the heading
COLUMNS: Final = (
    (28.0, 98.0, "Numéro", "Série · formulaire"),
    (128.0, 56.0, "Émis le", "par · bureau"),
    (186.0, 186.0, "Donateur", "adresse"),
    (374.0, 110.0, "Versé du … au …", "enregistrés à : versements"),
    (486.0, 104.0, "Nature, article du CGI", "mode de versement"),
    (592.0, 70.0, "Signataire", "envoyé le, par"),
    (662.0, 56.0, "Montant (€)", ""),
    (726.0, 88.0, "État", "empreinte SHA-256"),
)
_NATURE: Final = 4  # its column
# columns that say something else of each receipt, on their first line and below: what they said is not kept
_OWN: Final = ((0,), (2, 3))
_SENT: Final = 5  # the column below whose first line it stands


Encoded = tuple[str, tuple[Mark, ...]]  # the operators that show a text, and the marks to be drawn with it


class _Place(NamedTuple):
    """Where on its line a text stands, and how it looks."""

    x: float
    size: float
    encode: Callable[[str], Encoded]


class RegisterPage:
    """The operators of one page, in one text object."""

    def __init__(self, base: Base) -> None:
        self._base = base
        self._operators = ["/Frame Do BT", INK]

    def text(
        self, x: float, y: float, text: str, font: str = REGULAR, size: float = 7, room: float = 0
    ) -> None:
        """Draw a text in logical order, shortened to ``room`` points."""
        self._show(y, _going(x, y), _place(self._base, x, font, size, room), text)

    def columns(self, y: float, texts: Sequence[str], *, is_below: bool = False) -> None:
        """Draw the texts of the columns before the amount, or those below them."""
        starts, places = _starts(y), _places(self._base)[is_below]
        for start, place, text in zip(starts, places, texts, strict=True):
            self._show(y, start, place, text)

    def _show(self, y: float, start: str, place: _Place, text: str) -> None:
        told, marks = place.encode(text)
        self._operators.append(start + told)
        if marks:
            self._operators.append(f"ET{shapes(marks, place.x, y, place.size)} BT")

    def right(self, x: float, y: float, text: str, font: str = REGULAR, size: float = 7) -> None:
        """Draw a text that ends at ``x``."""
        self.text(round(x - width(text, font, size), 2), y, text, font, size)

    def colour(self, operator: str) -> None:
        """Draw what follows in another colour."""
        self._operators.append(operator)

    def stream(self) -> bytes:
        """Return the content stream."""
        return ("\n".join(self._operators) + "\nET").encode("ascii")


@lru_cache(maxsize=128)  # the same on each page
def _starts(y: float) -> tuple[str, ...]:
    """Return what goes to the beginning of each column before the amount."""
    return tuple(_going(x, y) for x, *_ in COLUMNS[:6])


@lru_cache(maxsize=2048)  # amounts of as many digits begin in one place
def _going(x: float, y: float) -> str:
    return f"1 0 0 1 {x:g} {y:.1f} Tm "


@lru_cache(maxsize=8)
def _places(base: Base) -> tuple[list[_Place], list[_Place]]:
    """Return the places of a line before the amount, and those below them."""
    first, second = [], []
    for column, (x, room, *_) in enumerate(COLUMNS[:6]):
        above, below = (_encoder if column in own else _knowing for own in _OWN)
        font = STRONG if column == 0 else REGULAR
        is_nature = column == _NATURE
        encode = _nature(base, room - 3) if is_nature else above(base, font, 7, room - 3)
        first.append(_Place(x, 7, encode))
        wide = room + COLUMNS[6][1] if column == _SENT else room  # below the amount nothing stands
        second.append(_Place(x, 6, below(base, REGULAR, 6, wide - 3)))
    return first, second


@lru_cache(maxsize=4096)  # amounts begin where they end under each other
def _place(base: Base, x: float, font: str, size: float, room: float) -> _Place:
    return _Place(x, size, _knowing(base, font, size, room))


def _nature(base: Base, room: float) -> Callable[[str], Encoded]:
    return lambda text: _knowing(base, REGULAR, _size(text, room), room)(text)


@lru_cache(maxsize=128)
def _knowing(base: Base, font: str, size: float, room: float) -> Callable[[str], Encoded]:
    """Return what encodes texts as ``_encoder`` does, and knows those that come again."""
    return lru_cache(maxsize=4096)(_encoder(base, font, size, room))


def _encoder(base: Base, font: str, size: float, room: float) -> Callable[[str], Encoded]:
    """Return what encodes texts of one look for one place."""
    simple, wide, show = simple_letters(), measure(font), showing(base, font, size)

    def encode(text: str) -> Encoded:
        as_read = simple.issuperset(text)
        if not as_read:
            text = printable(text)  # without letters that a later version of the fonts no longer has
            as_read = is_plain(text)
        if as_read and (not room or wide(text, size) <= room):
            return show(text), ()
        line = shaped(_shortened(text, font, size, room) if room else text, font)
        return show(line.characters), line.marks

    return encode


def _shortened(text: str, font: str, size: float, room: float) -> str:
    if width(text, font, size) <= room:
        return text
    kept = len(text)
    while kept and width(text[:kept], font, size) > room - size * 0.6:
        kept -= max(1, kept // 12)
    return f"{text[:kept].rstrip()}…"


@lru_cache
def _size(text: str, room: float) -> float:
    """Return the largest of a few sizes at which a text need not be shortened: the article ends it."""
    return next((size for size in (7, 6.5, 6, 5.5) if width(text, REGULAR, size) <= room), 5)
