"""The deposit slip on paper, as banks take it: account, cheques or notes and coins, count and sum, signature.

A4. What is the same for all slips of one kind on one account is drawn once (``receipts.pages``).
"""

from functools import cached_property, lru_cache
from typing import Final

from reportlab.lib.colors import HexColor
from reportlab.pdfgen.canvas import Canvas

from donations_app.domain.deposits import EURO, NOTES, SlipContent
from donations_app.domain.identifiers import spaced
from donations_app.domain.money import Money
from receipts.drawing import draw_text
from receipts.flow import GREEN, INK, MUTED
from receipts.fonts import REGULAR, STRONG, drawn_characters
from receipts.metadata import Facts
from receipts.pages import HEIGHT, WIDTH, Base, Printed, make_base, make_tail
from receipts.press import LATIN
from receipts.printable import check_texts
from receipts.sheet import Sheet
from receipts.text import day, figures, fit, whole, width, wrap

TITLES: Final = {"cheque": "Bordereau de remise de chèques", "cash": "Bordereau de remise d'espèces"}
LEFT: Final = 48.0
RIGHT: Final = WIDTH - 48.0
_MIDDLE: Final = 306.0
_TOP: Final = HEIGHT - 214.0  # of the table
_BOTTOM: Final = 62.0
_ROW: Final = 18.0
_SIGNING: Final = 148.0  # points that sum and signatures take
_SOFT: Final = "0.886 0.945 0.929 rg"
_RULE: Final = "0.79 0.82 0.80 RG 0.5 w"
# title, right or left edge, whether its cells end there
_CHEQUES: Final = (
    ("", LEFT + 22, True),
    ("N° du chèque", LEFT + 32, False),
    ("Banque", LEFT + 116, False),
    ("Tireur", LEFT + 226, False),
    ("Montant ({sign})", RIGHT - 6, True),
)
_CASH: Final = (
    ("Valeur ({sign})", LEFT + 96, True),
    ("", LEFT + 112, False),
    ("Nombre", LEFT + 270, True),
    ("Montant ({sign})", RIGHT - 6, True),
)
_Cells = tuple[str, ...]


class SlipPress:
    """Prints the slips of one kind on one account.

    Args:
        content: of any of them; what all have in common is taken from it.
    """

    def __init__(self, content: SlipContent) -> None:
        self._like = content

    @cached_property
    def _latin(self) -> Base:
        return make_base(LATIN, self._frame, title=TITLES[self._like.method])

    @cached_property
    def _full(self) -> Base:
        return make_base(drawn_characters(), self._frame, title=TITLES[self._like.method])

    def print(self, content: SlipContent) -> Printed:
        """Return the slip; the same content gives the same bytes.

        Raises:
            Unprintable: a character of a name or a bank is missing in the fonts.
        """
        texts = [text for one in content.payments for text in (one.name, one.cheque_number, one.bank)]
        check_texts({"name": "".join(texts)})
        base = self._latin if all(map(self._latin.can_print, texts)) else self._full
        facts = Facts(
            title=f"{TITLES[content.method]} n° {content.number}",
            author=content.organisation,
            subject=f"{len(content.payments)} versements, {figures(content.amount)} {_sign(content)}",
            on=content.made_on,
        )
        return Printed(base, make_tail(base, _Pages(base, content).streams(), facts))

    def _frame(self, canvas: Canvas) -> None:
        like = self._like
        canvas.setFillColor(HexColor("#16211D"))
        draw_text(canvas, LEFT, HEIGHT - 62, TITLES[like.method], STRONG, 16)
        canvas.setStrokeColor(HexColor("#0B6B5B"))
        canvas.setLineWidth(1)
        canvas.roundRect(RIGHT - 158, HEIGHT - 80, 158, 42, 5)
        self._block(canvas, LEFT, "Remettant", like.organisation, [like.identifier, *like.address])
        told = [
            f"IBAN {spaced(like.iban)}",
            *([f"BIC {like.bic}"] if like.bic else []),
            f"Bureau : {like.office}",
            *([", ".join(like.office_address)] if like.office_address else []),
            *([f"Tél. : {like.office_phone}"] if like.office_phone else []),
        ]
        self._block(canvas, _MIDDLE, "Compte à créditer", like.label, told)
        canvas.setStrokeColor(HexColor("#C9D2CD"))
        canvas.setLineWidth(0.5)
        canvas.line(LEFT, _BOTTOM - 12, RIGHT, _BOTTOM - 12)

    def _block(self, canvas: Canvas, x: float, heading: str, name: str, lines: list[str]) -> None:
        canvas.setFillColor(HexColor("#0B6B5B"))
        draw_text(canvas, x, HEIGHT - 112, heading, STRONG, 8.5)
        canvas.setFillColor(HexColor("#16211D"))
        room = _MIDDLE - LEFT - 18
        size, names = fit(name, STRONG, (11, 9.5, 8, 7), room, 30, "organisation")
        y = HEIGHT - 128
        for line in names:
            draw_text(canvas, x, y, line, STRONG, size)
            y -= size * 1.3
        for size in (8.5, 8.0, 7.5, 7.0, 6.5):  # a long address must leave the table free
            wrapped = [part for text in lines for part in wrap(text, REGULAR, size, room)]
            step = size * 11.5 / 8.5
            if y - step * (len(wrapped) - 1) >= _TOP + 12:
                break
        for line in wrapped:
            draw_text(canvas, x, y, line, REGULAR, size)
            y -= step


@lru_cache(maxsize=8)
def _press(like: SlipContent) -> SlipPress:
    return SlipPress(like)


def print_slip(content: SlipContent) -> Printed:
    """Print a slip; the same content gives the same bytes.

    Raises:
        Unprintable: a character is missing in the fonts, or a name does not fit.
    """
    of_office = "".join((content.office, *content.office_address, content.office_phone))
    check_texts({"organisation": f"{content.organisation}{content.label}{of_office}"})
    common = {
        name: getattr(content, name)
        for name in (
            "method",
            "organisation",
            "identifier",
            "address",
            "office",
            "label",
            "iban",
            "bic",
            "office_address",
            "office_phone",
        )
    }
    return _press(SlipContent(**common, number="", made_on=content.made_on.min, payments=())).print(content)


class _Pages:
    """The pages of one slip, filled from the top."""

    def __init__(self, base: Base, content: SlipContent) -> None:
        self._base, self._content = base, content
        self._pages: list[Sheet] = []
        self._columns = _CHEQUES if content.method == "cheque" else _CASH
        self._y = 0.0
        self._new_page()

    def streams(self) -> list[bytes]:
        """Fill the pages and return what is drawn on each."""
        if self._content.method == "cheque":
            self._cheques()
        else:
            self._cash()
        self._sum_and_signatures()
        for number, page in enumerate(self._pages, 1):
            page.operators(MUTED)
            page.text(LEFT, _BOTTOM - 24, self._content.number, size=7.5)
            told = f"Page {number} / {len(self._pages)}"
            page.text(RIGHT, _BOTTOM - 24, told, size=7.5, align="right")
            if head := head_line(self._content):
                page.text(LEFT, _BOTTOM - 36, head, size=6)
        return [page.stream() for page in self._pages]

    def _new_page(self) -> None:
        page = Sheet(self._base)
        self._pages.append(page)
        page.operators(MUTED)
        page.text(RIGHT - 148, HEIGHT - 54, "N°", size=8)
        page.text(RIGHT - 148, HEIGHT - 71, "Date", size=8)
        page.operators(INK)
        page.text(RIGHT - 118, HEIGHT - 54, self._content.number, font=STRONG, size=11)
        page.text(RIGHT - 118, HEIGHT - 71, day(self._content.made_on), font=STRONG, size=11)
        self._y = _TOP
        page.operators(_SOFT, f"{LEFT:.2f} {self._y - 20:.2f} {RIGHT - LEFT:.2f} 20 re f", GREEN)
        titles = tuple(title.format(sign=_sign(self._content)) for title, _, _ in self._columns)
        self._cells(titles, font=STRONG, size=8.0, lift=6.5)
        self._y -= 20

    def _cells(self, cells: _Cells, *, font: str = REGULAR, size: float = 9.0, lift: float = 5.5) -> None:
        """Write a row below the last one; a text too long for its column is written smaller, then over two lines."""
        page, columns = self._pages[-1], self._columns
        low = self._y - 20 + lift if lift > 6 else self._y - _ROW + lift
        for number, (cell, (_, x, at_end)) in enumerate(zip(cells, columns, strict=True)):
            if at_end or not cell:
                page.text(x, low, cell, font=font, size=size, align="right" if at_end else "left")
                continue
            following = columns[number + 1]
            end = following[1] - (70 if following[2] else 6)
            chosen, lines = _fitting(cell, font, size, end - x)
            for at, line in enumerate(lines):
                above = (len(lines) - 1 - at) * chosen * 1.05 - (len(lines) - 1) * 1.5
                page.text(x, low + above, line, font=font, size=chosen)

    def _row(self, cells: _Cells, *, font: str = REGULAR) -> None:
        if self._y - _ROW < _BOTTOM:
            self._new_page()
        page = self._pages[-1]
        page.operators(INK)
        self._cells(cells, font=font)
        self._y -= _ROW
        page.operators(_RULE)
        page.line(LEFT, self._y, RIGHT, self._y)

    def _cheques(self) -> None:
        for number, one in enumerate(self._content.payments, 1):
            drawer = one.name or "Anonyme"
            self._row((str(number), one.cheque_number, one.bank, drawer, figures(one.amount)))

    def _cash(self) -> None:
        for one in self._content.cash:
            kind = "billets" if one.worth in NOTES[self._content.currency] else "pièces"
            self._row((figures(Money(one.worth)), kind, whole(one.count), figures(one.amount)))

    def _sum_and_signatures(self) -> None:
        if self._y - _SIGNING < _BOTTOM:
            self._new_page()
        content, page = self._content, self._pages[-1]
        self._y -= 24
        page.operators(INK)
        page.text(LEFT, self._y, _counted(content), font=STRONG, size=10)
        total = f"Total : {figures(content.amount)} {_sign(content)}"
        page.text(RIGHT - 6, self._y, total, font=STRONG, size=13, align="right")
        self._y -= 34
        page.operators(MUTED)
        page.text(LEFT, self._y, "Remis le :", size=8.5)
        page.text(LEFT + 150, self._y, "Signature du remettant :", size=8.5)
        page.text(LEFT + 340, self._y, "Cachet de la banque :", size=8.5)
        page.operators(_RULE)
        page.line(LEFT, self._y - 62, LEFT + 120, self._y - 62)
        page.line(LEFT + 150, self._y - 62, LEFT + 310, self._y - 62)
        page.line(LEFT + 340, self._y - 62, RIGHT, self._y - 62)


def _sign(content: SlipContent) -> str:
    """Return how the currency of a slip is written behind its amounts."""
    return "€" if content.currency == EURO else content.currency


def head_line(content: SlipContent) -> str:
    """Return the head of the audit chain as it is printed: in groups of eight, to be typed from paper."""
    groups = [content.journal_head[at : at + 8] for at in range(0, len(content.journal_head), 8)]
    return f"Journal {content.journal} n° {whole(content.journal_n)} : {' '.join(groups)}" if groups else ""


def _fitting(text: str, font: str, size: float, room: float) -> tuple[float, list[str]]:
    """Return the size at which a text fits on one line, else on two, and its lines; never less than all of it."""
    for smaller in (size, 8.0, 7.0):
        if width(text, font, smaller) <= room:
            return smaller, [text]
    for smaller in (7.0, 6.0, 5.0, 4.0):
        lines = wrap(text, font, smaller, room)
        if len(lines) <= 2:
            return smaller, lines
    return 3.0, wrap(text, font, 3.0, room)


def _counted(content: SlipContent) -> str:
    if content.method == "cheque":
        return f"Nombre de chèques : {whole(len(content.payments))}"
    notes = sum(one.count for one in content.cash if one.worth in NOTES[content.currency])
    coins = sum(one.count for one in content.cash) - notes
    return f"Billets : {whole(notes)}   Pièces : {whole(coins)}"
