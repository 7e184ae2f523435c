"""What a verification proves by heads that were kept outside the books, and what it cannot know without."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from donations_app.domain.anchors import Proved
from donations_app.domain.outside import Beyond, refusal
from donations_app.i18n import _, count, day, isolated, ngettext
from donations_app.machine.sightings import Older
from donations_app.words.codes import listed

_DIGITS: Final = 64  # of a head


def unknown_sentence() -> str:
    """Return what books alone cannot tell."""
    return _(
        "What these books alone cannot tell: whether somebody who has both their file and the program cut off the end of the trail, wrote all of it anew, or put an older copy back. A head that was kept outside proves that nobody did: one printed on a register or a deposit slip, a backup or an anchor file."
    )


def proved_lines(proved: Mapping[str, Proved], origins: Iterable[str]) -> list[str]:
    """Return how far each chain is proved by heads kept outside, and what rests on the books alone.

    Args:
        proved: by code of the origin.
        origins: codes of all chains that have a link.
    """
    whole = _("{office}: proved by a head kept outside to its end, no {n} of {day}.")
    part = _(
        "{office}: proved by a head kept outside up to no {n} of {day}; nos {first} to {last} rest on the books alone."
    )
    last = _(
        "{office}: proved by a head kept outside up to no {n} of {day}; no {last} rests on the books alone."
    )
    none = _("{office}: no head kept outside was brought; this chain rests on the books alone.")
    lines = []
    for code in origins:
        one = proved.get(code)
        if one is None:
            lines.append(none.format(office=isolated(code)))
            continue
        said = {0: whole, 1: last}.get(one.last - one.n, part)
        numbers = {"n": count(one.n), "first": count(one.n + 1), "last": count(one.last)}
        lines.append(said.format(office=isolated(code), day=day(one.on), **numbers))
    return lines


def signed_line(path: str, name: str, fingerprint: str) -> str:
    """Return by whom an anchor is signed, and what to compare."""
    told = _(
        "{path}: signed with a certificate of {name}, SHA-256 {fingerprint}. Compare it with the one that the association publishes."
    )
    return told.format(path=isolated(path), name=isolated(name), fingerprint=isolated(fingerprint))


def unsigned_line(path: str) -> str:
    """Return that an anchor is worth what its keeper is."""
    told = _(
        "{path}: not signed. It proves as much as you know who kept it, and that nobody else could write it."
    )
    return told.format(path=isolated(path))


def older_sentence(older: Older) -> str:
    """Return that books are behind what this machine saw of them."""
    behind = _("{office}: {n} links, then {had}")
    other = _("{office}: another trail")
    said = [
        (behind if n else other).format(office=isolated(code), n=count(n), had=count(had))
        for code, (n, had) in older.behind.items()
    ]
    told = _(
        "These books are older than this computer last saw them on {day}, or others were put in their place: {chains}. What was recorded since is not in them. Fetch the newer books, or record it anew; a receipt asks before it takes a number."
    )
    return told.format(day=day(older.seen_on), chains=listed(said))


def beyond_sentence(beyond: Sequence[Beyond]) -> str:
    """Return which numbers of receipts are known outside the books and not in them, and what can be done."""
    told = _(
        "These books do not know the numbers of receipts {numbers}, which were given out already (known from {places}). Fetch the newer books if they are anywhere. Else go on after them: the register tells these numbers as those of lost documents, and none is given out again. Until then nothing is issued."
    )
    said = refusal(beyond)
    return told.format(numbers=isolated(listed(said.numbers)), places=isolated(listed(said.places)))


def head_of(typed: str) -> tuple[str, str] | None:
    """Return office and hash of a head as it is typed from paper, in groups or not; ``None``: it is none.

    >>> head_of("mrs = " + "3F0A9BC4 " * 8) == ("MRS", "3f0a9bc4" * 8)
    True
    """
    office, _sign, head = "".join(typed.split()).partition("=")
    if not office or len(head) != _DIGITS or not set(head.lower()) <= set("0123456789abcdef"):
        return None
    return office.upper(), head.lower()


def whole_sentence(entries: int) -> str:
    """Return that nothing is wrong with books."""
    said = ngettext(
        "The books are whole: {count} audit entry.", "The books are whole: {count} audit entries.", entries
    )
    return said.format(count=count(entries))
