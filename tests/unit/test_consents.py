"""A yes or a no to being written to: its day, and what was said before; and what a shown document turns out to be."""

from datetime import date, timedelta

import pytest

from donations_app.domain.checking import Checked, Copy, verdict_of
from donations_app.domain.consents import Said, consent_problems
from donations_app.domain.deliveries import Channel
from donations_app.domain.typed import FIRST_DAY

TODAY = date(2026, 11, 23)
DAYS = [date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1)]
BEFORE = [
    Said("email", given=True, on=DAYS[0], source="form"),
    Said("email", given=False, on=DAYS[1], source="letter"),
    Said("post", given=True, on=DAYS[2], source="form"),
]


@pytest.mark.parametrize(
    ("channel", "on", "codes"),
    [
        ("email", TODAY, []), ("email", TODAY + timedelta(1), ["day_in_future"]), ("email", DAYS[1], []),
        ("email", DAYS[1] - timedelta(1), ["consent_before_last"]), ("post", DAYS[1], ["consent_before_last"]),
        ("post", DAYS[2], []), ("post", FIRST_DAY - timedelta(1), ["date_beyond"]),
    ],
)  # fmt: skip
def test_what_is_said_follows_what_was_said_last_of_the_same_way(
    channel: Channel, on: date, codes: list[str]
) -> None:
    said = Said(channel, given=True, on=on, source="form")
    assert [one.code for one in consent_problems(said, BEFORE, today=TODAY)] == codes
    assert not consent_problems(Said(channel, given=True, on=FIRST_DAY, source="form"), (), today=TODAY)


@pytest.mark.parametrize(
    ("copy", "cancelled", "replaced", "verdict"),
    [
        ("original", False, False, "issued"), ("duplicate", False, False, "duplicate"),
        ("original", True, False, "cancelled"), ("duplicate", True, True, "replaced"),
        ("original", False, True, "issued"),
    ],
)  # fmt: skip
def test_a_document_of_ours_is_what_became_of_its_receipt(
    copy: Copy, *, cancelled: bool, replaced: bool, verdict: str
) -> None:
    found = verdict_of(copy, cancelled=cancelled, replaced=replaced)
    assert found == verdict
    checked = Checked(found, "")
    assert (checked.stands, checked.signed) == (verdict in {"issued", "duplicate"}, False)
