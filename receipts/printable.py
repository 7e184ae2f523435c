"""Whether what people typed can be printed on a receipt: asked by each plan, without what prints it.

Most names are of Latin letters and short: of them it is known without a font, whose library a plan then never loads.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from donations_app.domain.receipt_content import Donor

_LATIN: Final = frozenset(filter(str.isprintable, map(chr, range(0x180))))  # the fonts have all, none is wide
_SHORT: Final = 40  # characters that fit any place of a receipt
_OF_A_LINE: Final = 25  # characters that fit a line of the window, in the smallest letters
_LINES: Final = 5  # of an address, that fit the window below the highest name


class Unprintable(ValueError):
    """The text has characters that the fonts lack, or does not fit its place on the page.

    Attributes:
        characters: those that are missing; empty when the text is too long.
        place: what was to be printed, such as ``object``.
    """

    def __init__(self, characters: str = "", place: str = "") -> None:
        super().__init__(characters or place)
        self.characters = characters
        self.place = place


def own_texts(donor: Donor, descriptions: Iterable[str]) -> dict[str, str]:
    """Return what people typed of a receipt, by its place; of a company its name alone."""
    if donor.siren:
        named = {"name": donor.name, "legal_form": donor.legal_form, "siren": donor.siren}
    else:
        named = {"last_name": donor.last_name, "first_names": donor.first_names, "name": donor.name}
    return {**named, "address": " ".join(donor.address.printed()), "description": " ".join(descriptions)}


def check_texts(texts: Mapping[str, str]) -> None:
    """Raise ``Unprintable`` for the first place with characters that the fonts lack."""
    for place, text in texts.items():
        if not _LATIN.issuperset(text) and (missing := _missing_glyphs(text)):
            raise Unprintable("".join(sorted(missing)), place)


def surely_fit(donor: Donor, descriptions: Iterable[str]) -> bool:
    """Tell without measuring whether what people typed is so short that it fits its places on a receipt."""
    texts = own_texts(donor, descriptions)
    del texts["address"]
    return all(map(surely_fits, texts.values())) and _surely_fits_window(donor.address.printed())


def surely_fits(text: str) -> bool:
    """Tell without measuring whether a text is so short that it fits any place of a receipt."""
    return len(text) <= _SHORT and not _has_wide(text)


def _surely_fits_window(address: Iterable[str]) -> bool:
    """Tell it of the lines of an address.

    Of two lines into which one is broken the letters never fit one together: twice what fits one takes three at most.
    """
    needed = 0
    for line in address:
        if len(line) > 2 * _OF_A_LINE or _has_wide(line):
            return False
        needed += 1 if len(line) <= _OF_A_LINE else 3
    return needed <= _LINES


def _has_wide(text: str) -> bool:
    """Tell whether a text has a character much wider than high."""
    if _LATIN.issuperset(text):
        return False
    from receipts.text import wide_characters

    return not wide_characters().isdisjoint(text)


def _missing_glyphs(text: str) -> set[str]:
    from receipts.text import missing_glyphs

    return missing_glyphs(text)
