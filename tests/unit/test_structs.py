from datetime import date

from msgspec import Struct

from donations_app.domain.structs import asdict


class _Part(Struct, frozen=True):
    cents: int
    on: date


class _Whole(Struct):
    parts: list[_Part]
    pair: tuple[_Part, str]
    named: dict[str, _Part]
    of: _Part | None = None


def test_structs_within_a_struct_are_made_plain_too() -> None:
    day = date(2026, 4, 30)
    one = _Part(5, day)
    plain = {"cents": 5, "on": day}
    whole = _Whole([one, one], (one, "x"), {"a": one})
    assert asdict(whole) == {
        "parts": [plain, plain], "pair": (plain, "x"), "named": {"a": plain}, "of": None,
    }  # fmt: skip
    assert asdict(whole)["parts"] is not whole.parts
