"""Which entries of a bank's file stand in the books already: the same file again, another one, another format.

Two entries can be one operation only when account, day of booking, amount and currency are the same. Of those, each
entry of the file is paired with at most one that is known, so that two truly equal operations stay two. What both
say beside may speak for or against a pair; the rules are in docs/decisions/0066.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

from msgspec import Struct

from donations_app.domain.bank import BankLine, account_key
from donations_app.domain.folding import fold

_MOST_PAIRS: Final = 250_000  # of one day and amount; beyond it entries are only counted
_SHORTEST_WORD: Final = 3
SAYS_NOTHING: Final = frozenset(
    """
    vir vrt virt virement virements sepa sct sdd prlv prelevement prelevements inst instantane instantanee recu recus
    recue emis emise faveur carte cheque cheques chq chqs remise rem achat retrait paiement payment transfer credit
    debit operation operations ref reference avis notprovided nonref eur euros des les pour par von und the and msc
    web permanent compte ordre mme mlle monsieur madame
    """.split()  # noqa: SIM905 -- words
)
_DIFFERENT, _NOTHING_AGAINST, _SHARED_WORDS, _BY_REFERENCE, _EQUAL = range(5)
_TABLES: Final = ("csv", "xlsx")


def family(name: str) -> str:
    """Return what names of formats have in common that write the same of an entry.

    >>> family("camt.053.001.08"), family("camt.054.001.02"), family("ofx1"), family("xlsx")
    ('camt.053', 'camt.054', 'ofx', 'table')
    """
    if name.startswith("camt"):
        return ".".join(name.split(".")[:2])
    return "table" if name in _TABLES else "ofx" if name.startswith("ofx") else name


class Entry(Struct, frozen=True):
    """What is compared of an entry, whose lines are one or several."""

    family: str
    booked_on: date
    amount: int
    currency: str
    references: frozenset[str]  # the bank's
    end_to_ends: frozenset[str]
    ibans: frozenset[str]
    text: str  # folded

    @property
    def where(self) -> tuple[date, int, str]:
        """What two that are one have in common; the account is asked before."""
        return self.booked_on, self.amount, self.currency

    @property
    def words(self) -> frozenset[str]:
        """The words that say something of this operation."""
        return frozenset(
            word for word in self.text.split() if len(word) >= _SHORTEST_WORD and word not in SAYS_NOTHING
        )


def where_of(line: BankLine) -> tuple[date, int, str]:
    """Return of a line of an entry what two entries that are one have in common."""
    return line.booked_on, line.entry_amount, line.currency


def entry_of(lines: Sequence[BankLine], name: str) -> Entry:
    """Return what is compared of an entry of a file of that format.

    Args:
        lines: of the entry, at least one.
        name: of the format.
    """
    first = lines[0]
    return Entry(
        family(name),
        first.booked_on,
        first.entry_amount,
        first.currency,
        frozenset(line.bank_reference for line in lines if line.bank_reference),
        frozenset(line.end_to_end for line in lines if line.end_to_end),
        frozenset(account_key(line.counterpart_iban) for line in lines if _is_iban(line.counterpart_iban)),
        fold(" ".join(line.text for line in lines)),
    )


def _is_iban(stated: str) -> bool:
    return stated[:2].isalpha() and stated[2:4].isdecimal()


def new_entries(found: Sequence[Entry], known: Iterable[Entry]) -> list[int]:
    """Return the places in ``found`` of what is not known, in their order.

    Args:
        found: entries of one account in one file, none of which is another one of them.
        known: those of the account that stand in the books.
    """
    at: dict[tuple[date, int, str], list[int]] = defaultdict(list)
    for place, one in enumerate(found):
        at[one.where].append(place)
    standing: dict[tuple[date, int, str], list[Entry]] = defaultdict(list)
    for one in known:
        if one.where in at:
            standing[one.where].append(one)
    new = [place for where, places in at.items() for place in _unpaired(found, places, standing[where])]
    return sorted(new)


def _unpaired(found: Sequence[Entry], places: list[int], known: list[Entry]) -> list[int]:
    """Return which of the entries of a day and amount have none among those that are known."""
    if not known:
        return places
    counted = Counter(known)
    left = []
    for place in places:
        if counted[found[place]]:
            counted[found[place]] -= 1
        else:
            left.append(place)
    others = list(counted.elements())
    if len(left) * len(others) > _MOST_PAIRS:
        return left[len(others) :]
    pairs = [
        (weight, place, number)
        for place in left
        for number, other in enumerate(others)
        if (weight := _weighed(found[place], other))
    ]
    taken: set[int] = set()
    paired: set[int] = set()
    for _weight, place, number in sorted(pairs, key=lambda pair: (-pair[0], pair[1], pair[2])):
        if place not in paired and number not in taken:
            paired.add(place)
            taken.add(number)
    return [place for place in left if place not in paired]


def _weighed(one: Entry, other: Entry) -> int:
    """Return how much speaks for two being one operation; 0 where something speaks against it."""
    for mine, theirs in ((one.end_to_ends, other.end_to_ends), (one.ibans, other.ibans)):
        if mine and theirs and not mine & theirs:
            return _DIFFERENT
    if one.end_to_ends & other.end_to_ends:
        return _BY_REFERENCE
    if one.family == other.family:
        return _weighed_alike(one, other)
    mine, theirs = one.words, other.words
    if not mine or not theirs:
        return _NOTHING_AGAINST
    return _SHARED_WORDS if mine & theirs else _DIFFERENT


def _weighed_alike(one: Entry, other: Entry) -> int:
    """Weigh two of one format, where the same operation has the same words.

    References of CAMT are the bank's own and stay; those of other formats are often made anew with each file.
    """
    if one.references & other.references:
        return _BY_REFERENCE
    stays = one.family.startswith("camt")
    if stays and one.references and other.references:
        return _DIFFERENT
    if one.text and other.text and one.text != other.text:
        return _DIFFERENT
    return _EQUAL if one.text == other.text else _NOTHING_AGAINST
