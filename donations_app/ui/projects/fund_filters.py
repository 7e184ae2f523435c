"""What narrows the money from which one gives: where it comes from, its year, who recorded it; each with its sum."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

from PySide6.QtCore import Signal

from donations_app.db.queries.free_money import StandingMoney
from donations_app.domain.money import Money
from donations_app.domain.private_share import ORIGINS_TOLD
from donations_app.i18n import _, isolated, money, pgettext
from donations_app.ui.widgets.choice_chip import ChoiceChip
from donations_app.ui.widgets.flow import Flow
from donations_app.words.codes import together
from donations_app.words.origins import NOT_STATED, ORIGINS

_OF: Final[Mapping[str, Callable[[StandingMoney], str]]] = {
    "origin": lambda one: one.origin,
    "year": lambda one: f"{one.on:%Y}",
    "office": lambda one: one.office,
}


class FundFilters(Flow):
    """Chips over the list; that of the year or of the office stands there where there are several."""

    changed = Signal()

    def __init__(self) -> None:
        every, every_her = pgettext("his", "all"), pgettext("her", "all")
        self.chips = {
            "origin": ChoiceChip(_("Origin"), every_her),
            "year": ChoiceChip(_("Year"), every_her),
            "office": ChoiceChip(_("Office"), every),
        }
        super().__init__(*self.chips.values())
        for chip in self.chips.values():
            chip.chosen.connect(lambda *_: self.changed.emit())

    def offer(self, found: Sequence[StandingMoney]) -> None:
        """Offer what the money has; what is chosen and no longer there is left out."""
        for name, of in _OF.items():
            sums: dict[str, Money] = {}
            for one in self.narrowed(found, but=name):
                sums[of(one)] = sums.get(of(one), Money(0)) + one.amount
            chip = self.chips[name]
            if chip.value() and not any(of(one) == chip.value() for one in found):
                chip.choose("")
            sums.setdefault(chip.value(), Money(0))
            chip.fill({code: _told(name, code, amount) for code, amount in _in_order(name, sums) if code})
            chip.setVisible(name == "origin" or len({of(one) for one in found}) > 1)

    def clear(self) -> None:
        """Ask for all, without telling."""
        for chip in self.chips.values():
            chip.choose("")

    def narrowed(self, found: Iterable[StandingMoney], but: str = "") -> list[StandingMoney]:
        """Return the money that is asked for; ``but``: a chip that is left out of it."""
        asked = {name: chip.value() for name, chip in self.chips.items() if chip.value() and name != but}
        return [one for one in found if all(_OF[name](one) == code for name, code in asked.items())]


def _in_order(name: str, sums: Mapping[str, Money]) -> list[tuple[str, Money]]:
    """Return origins as they are told, years from the last one, offices by code."""
    if name == "origin":
        return [(code, sums[code]) for code in ORIGINS_TOLD if code in sums]
    return sorted(sums.items(), reverse=name == "year")


def _told(name: str, code: str, amount: Money) -> str:
    said = _(ORIGINS.get(code, NOT_STATED)) if name == "origin" else isolated(code)
    return together(said, money(amount))
