"""Which projects a filter lets through, by which verdict they are found, and how their table is ordered."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from msgspec.structs import replace

from donations_app.domain.folding import fold
from donations_app.domain.money import ZERO, Money
from donations_app.domain.private_share import PrivateShare
from donations_app.domain.project_filter import ProjectFilter, lets_through
from donations_app.domain.project_table import in_order, is_asked, verdict_of

_NOTHING = PrivateShare(ZERO, ZERO, ZERO, ZERO, ZERO, ZERO, ZERO)
BELOW = replace(_NOTHING, missing=Money(500), reached=False)
WORSE = replace(BELOW, missing=Money(90_00), expected=Money(1))
SOON = replace(BELOW, missing=Money(7_00), reached_on_expected=True, expected=Money(10_00))
REACHED = replace(_NOTHING, reached=True, basis_points=1_500)


@dataclass(frozen=True)
class Facts:
    axis: str = "environment"
    action: str = "dams"
    province: str = "09.551"
    municipality: str = "09.551.07.07"
    programme: str = "SM"
    state: str = "running"
    starts_on: date | None = date(2025, 5, 1)
    ends_on: date | None = date(2026, 4, 30)


def test_all_that_is_asked_must_hold() -> None:
    def through(facts: Facts = Facts(), **asked: Any) -> bool:
        words = fold("BARRAGE Barrage de Tagmout سد AMUD Association Amud")
        return lets_through(
            ProjectFilter(**asked), facts, associations=["AMUD"], funders={"AFD"}, words=words
        )

    held: dict[str, Any] = {
        "axis": "environment", "action": "dams", "province": "09.551", "municipality": "09.551.07.07",
        "programme": "SM", "state": "open", "year": 2026, "association": "AMUD", "funder": "AFD", "text": "tagm AMUD",
    }  # fmt: skip
    assert through()
    assert through(**held)
    others = {name: 2027 if name == "year" else "other" for name in held}
    assert [name for name, value in others.items() if through(**{**held, name: value})] == []
    assert not through(text="agmout"), "words are found by how they begin"
    assert not through(Facts(state="done"), state="open")
    assert through(Facts(state="done"), state="done")
    assert through(Facts(starts_on=None, ends_on=None), year=1999), "what is not known bounds nothing"
    assert [year for year in range(2023, 2029) if through(year=year)] == [2025, 2026]


def test_verdicts_are_asked_for_by_name() -> None:
    assert [verdict_of(one) for one in (BELOW, SOON, _NOTHING, REACHED)] == [
        "below",
        "soon",
        "unknown",
        "reached",
    ]
    shares = {"below": BELOW, "worse": WORSE, "soon": SOON, "unknown": _NOTHING, "reached": REACHED}

    def asked(by: Any, parts: tuple[PrivateShare, ...] = ()) -> list[str]:
        return [name for name, share in shares.items() if is_asked(by, share, parts)]

    assert asked("") == list(shares)
    assert asked("lacking") == ["below", "worse", "soon"]
    assert asked("below") == ["below", "worse"]
    assert asked("soon") == ["soon"]
    assert asked("unknown") == ["unknown"]
    assert asked("reached") == ["reached"]
    assert asked("expecting") == ["worse", "soon"]
    assert is_asked("parts", REACHED, [REACHED, BELOW])
    assert is_asked("parts", REACHED, [_NOTHING])
    assert not is_asked("parts", BELOW, [REACHED, REACHED])


def test_what_is_missing_most_comes_first_then_the_unknown_then_the_reached() -> None:
    found = [("a", REACHED), ("b", _NOTHING), ("c", BELOW), ("d", WORSE), ("e", SOON), ("f", BELOW)]

    def names(value: Any = None, *, is_descending: bool = True) -> str:
        ordered = in_order(found, lambda one: one[1], value, is_descending=is_descending)
        return "".join(name for name, _share in ordered)

    assert names() == "decfba"
    assert names(is_descending=False) == "cfedba", "the smallest gap first; what lacks nothing is no gap"
    percents = {"a": 3, "c": 2, "d": 9}
    assert names(lambda one: percents.get(one[0])) == "dacbef"
    assert names(lambda one: percents.get(one[0]), is_descending=False) == "cadbef"
