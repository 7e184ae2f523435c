"""What the settings lack on a day."""

from datetime import date

import pytest
from msgspec.structs import replace

from donations_app.domain.parameters import DatedValue
from donations_app.domain.settings import MailDraft, SignatoryDraft
from donations_app.domain.settings_gaps import EXAMPLE_SIREN, Gap, settings_gaps, signed_until
from tests.world import SETTINGS, TODAY

MAIL = MailDraft(host="smtp.example.org", port=465, sender="a@example.org")


def mandate(first: date, last: date | None = None) -> SignatoryDraft:
    return SignatoryDraft("N", "T", first, last)


@pytest.mark.parametrize(
    ("mandates", "until"),
    [
        ([], None),
        ([(date(2027, 1, 1), None)], None),
        ([(date(2020, 1, 1), date(2026, 11, 22))], None),
        ([(date(2020, 1, 1), None)], date.max),
        ([(date(2020, 1, 1), TODAY)], TODAY),
        ([(date(2020, 1, 1), date(2026, 12, 31)), (date(2027, 1, 1), date(2027, 6, 30))], date(2027, 6, 30)),
        ([(date(2020, 1, 1), date(2026, 12, 31)), (date(2027, 1, 2), None)], date(2026, 12, 31)),
        ([(date(2026, 12, 1), None), (date(2020, 1, 1), date(2026, 12, 31))], date.max),
    ],
)
def test_mandates_that_follow_each_other_leave_no_day_without_a_signatory(
    mandates: list[tuple[date, date | None]], until: date | None
) -> None:
    assert signed_until([mandate(*days) for days in mandates], TODAY) == until


def test_settings_that_lack_nothing_have_no_gap() -> None:
    assert settings_gaps(replace(SETTINGS, mail=MAIL), [], TODAY) == []


@pytest.mark.parametrize("siren", [EXAMPLE_SIREN, "000 000 000"])
def test_an_example_a_mandate_that_ends_and_doubtful_figures_are_gaps(siren: str) -> None:
    example = replace(SETTINGS.organisation, siren=siren)
    ending = (mandate(date(2020, 1, 1), date(2026, 12, 31)),)
    figures = [
        DatedValue("a", 1, date(2026, 1, 1), None, confirmed=False, source=""),
        DatedValue("b", 1, date(2026, 1, 1), None, confirmed=True, source=""),
        DatedValue("c", 1, date(2010, 1, 1), date(2010, 12, 31), confirmed=False, source=""),
    ]
    found = settings_gaps(replace(SETTINGS, organisation=example, signatories=ending), figures, TODAY)
    assert found == [
        Gap("organisation_example"), Gap("signatory_ending", on=date(2026, 12, 31)), Gap("figures_unconfirmed"),
        Gap("mail_missing"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("last", "codes"),
    [
        # sixty days after 23 November 2026 are 22 January 2027
        (date(2026, 11, 22), ["signatory_missing"]), (date(2026, 11, 23), ["signatory_ending"]),
        (date(2027, 1, 21), ["signatory_ending"]), (date(2027, 1, 22), []), (None, []),
    ],
)  # fmt: skip
def test_a_mandate_that_ends_within_sixty_days_is_told(last: date | None, codes: list[str]) -> None:
    known = replace(SETTINGS, mail=MAIL, signatories=(mandate(date(2020, 1, 1), last),))
    assert [gap.code for gap in settings_gaps(known, [], TODAY)] == codes


def test_a_mandate_of_one_day_and_one_that_begins_today_are_mandates() -> None:
    assert signed_until([mandate(TODAY, TODAY)], TODAY) == TODAY
    assert signed_until([mandate(TODAY)], TODAY) == date.max
    assert signed_until([mandate(date(2026, 11, 24))], TODAY) is None
    after = [
        mandate(TODAY, TODAY),
        mandate(date(2026, 11, 24), date(2026, 11, 25)),
        mandate(date(2026, 11, 26)),
    ]
    assert signed_until(after, TODAY) == date.max
    assert signed_until(after[:2], TODAY) == date(2026, 11, 25)
    long_and_short = [
        mandate(date(2020, 1, 1), date(2027, 6, 30)),
        mandate(date(2026, 1, 1), date(2026, 12, 31)),
    ]
    assert signed_until(long_and_short, TODAY) == date(2027, 6, 30)


def test_doubtful_figures_are_counted() -> None:
    doubtful = [DatedValue(name, 1, TODAY, TODAY, confirmed=False, source="") for name in "abc"]
    assert settings_gaps(replace(SETTINGS, mail=MAIL), doubtful, TODAY) == [Gap("figures_unconfirmed", 3)]
    assert Gap("x") == Gap("x", 1, None)
    assert settings_gaps(replace(SETTINGS, signatories=()), [], TODAY) == [
        Gap("signatory_missing"),
        Gap("mail_missing"),
    ]
