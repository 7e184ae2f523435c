"""How the table of projects stands: which verdict each has, in which order they are, which are asked for by verdict.

What is missing comes first, the largest gap on top; after all gaps what is unknown, then what is reached.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final, Literal, TypeVar

from donations_app.domain.private_share import PrivateShare

T = TypeVar("T")
Verdict = Literal["below", "soon", "unknown", "reached"]
VERDICTS: Final[tuple[Verdict, ...]] = ("below", "soon", "unknown", "reached")
ByVerdict = Literal["", "lacking", "parts", "expecting", "below", "soon", "unknown", "reached"]
BY_VERDICT: Final[tuple[ByVerdict, ...]] = ("lacking", *VERDICTS, "parts", "expecting")


def verdict_of(share: PrivateShare) -> Verdict:
    """Return the verdict of a project or of a part: ``soon`` is reached if what is expected comes.

    >>> from donations_app.domain.money import ZERO
    >>> verdict_of(PrivateShare(ZERO, ZERO, ZERO, ZERO, ZERO, ZERO, ZERO))
    'unknown'
    """
    if share.reached is None:
        return "unknown"
    if share.reached:
        return "reached"
    return "soon" if share.reached_on_expected else "below"


def is_asked(asked: ByVerdict, share: PrivateShare, parts: Iterable[PrivateShare]) -> bool:
    """Tell whether a project is among those asked for by verdict.

    Args:
        asked: a verdict; ``lacking`` is below its threshold, expected money or not; ``parts`` has a part that
            is not reached or not known; ``expecting`` waits for private money; empty: all.
        share: of the project.
        parts: of it, which have to reach their share.
    """
    if asked == "lacking":
        return share.reached is False
    if asked == "parts":
        return any(not part.reached for part in parts)
    if asked == "expecting":
        return share.expected.cents > 0
    return not asked or verdict_of(share) == asked


def in_order(
    found: Sequence[T],
    share_of: Callable[[T], PrivateShare],
    value: Callable[[T], Any] | None,
    *,
    is_descending: bool,
) -> list[T]:
    """Return what stands in the table in its order; equals stay in the order that they come in.

    Args:
        found: by code.
        share_of: the share of one.
        value: by what they stand, ``None`` where it is not known: those come last; no function: by what is missing,
            in either direction the gaps first, then the unknown, then the reached.
        is_descending: the largest first.
    """
    if value is None:
        way = -1 if is_descending else 1
        return sorted(found, key=lambda one: _missing(share_of(one), way))
    known = [one for one in found if value(one) is not None]
    unknown = [one for one in found if value(one) is None]
    return [*sorted(known, key=value, reverse=is_descending), *unknown]


def _missing(share: PrivateShare, way: int) -> tuple[int, int, int]:
    order = {False: 0, None: 1, True: 2}[share.reached]
    return order, way * share.missing.cents, share.basis_points


STEPS: Final = (0, 1_000_00, 5_000_00)  # cents up to which a province has its colour


def step(missing: int) -> int:
    """Return the step of a map's colour, from 0 (nothing is missing) to 3.

    >>> [step(cents) for cents in (0, 1, 999_99, 1_000_00, 4_999_99, 5_000_00)]
    [0, 1, 1, 2, 2, 3]
    """
    return 0 if missing <= 0 else 1 + sum(missing >= bound for bound in STEPS[1:])
