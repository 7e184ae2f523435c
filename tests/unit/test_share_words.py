"""Shares and verdicts in words: to the hundredth, the same by every page and document, never rounded up."""

import pytest
from msgspec.structs import replace

from donations_app import i18n
from donations_app.domain.funding import WHOLE, FundingRule
from donations_app.domain.money import ZERO, Money
from donations_app.domain.private_share import PrivateShare, judge
from donations_app.words.documents import Words
from donations_app.words.verdicts import verdict_pill


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_a_share_is_told_to_its_hundredth_by_every_page_and_document(language: str) -> None:
    i18n.set_language(language)
    told = ((1499, "14,99"), (1225, "12,25"), (1850, "18,50"), (0, "0,00"), (-1234, "-12,34"))
    asked = ((1500, "15"), (1250, "12,5"), (1225, "12,25"), (10_000, "100"), (5, "0,05"), (0, "0"))
    words = Words(language)
    for points, text in told:
        assert i18n.without_marks(i18n.percent(points)) == f"{text}\u00a0%"
        assert words.percent(points) == i18n.percent(points)
    for points, text in asked:
        assert i18n.without_marks(i18n.limit_percent(points)) == f"{text}\u00a0%"
        assert words.limit_percent(points) == i18n.limit_percent(points)


def test_a_share_that_is_not_reached_by_a_cent_never_reads_as_reached() -> None:
    i18n.set_language("en")
    share = judge(FundingRule(), 100_000, 14_996, 0)  # 149,96 of 1 000,00, where 15 % are asked
    assert (share.reached, share.missing) == (False, 4)
    assert i18n.percent(share.private * WHOLE // share.base) == "14,99\u00a0%"
    nothing = PrivateShare(ZERO, ZERO, ZERO, ZERO, ZERO, ZERO, ZERO)
    lacking = replace(nothing, basis_points=1_499, missing=Money(4), reached=False)
    assert verdict_pill(lacking) == ("Missing 0,04\u00a0€", "bad", "circle-x")
    assert verdict_pill(replace(nothing, reached=True))[:2] == ("Reached", "ok")
    assert verdict_pill(nothing)[:2] == ("No verdict", "plain")
