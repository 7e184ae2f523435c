"""Which free money closes which gaps: never more than is free, never more than lacks, wishes kept."""

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from donations_app.domain.proposals import Free, Gap, proposals

CODES = st.sampled_from(["EAU", "ECOLE", "ROUTE"])
GAPS = st.lists(st.builds(Gap, CODES, st.sampled_from(["", "AMAN", "TIZI"]), st.integers(0, 900)), max_size=5,
                unique_by=lambda gap: (gap.project, gap.association))  # fmt: skip
WISHES = st.one_of(st.just(""), st.just(""), CODES)
MONEY = st.lists(st.tuples(st.integers(0, 700), WISHES), max_size=5).map(
    lambda some: [Free(f"V{n}", 1, cents, wish) for n, (cents, wish) in enumerate(some)]
)


@given(gaps=GAPS, money=MONEY)
def test_gaps_are_closed_whole_or_not_at_all_with_no_more_than_is_free(
    gaps: list[Gap], money: list[Free]
) -> None:
    found = proposals(gaps, money)
    assert all(one.cents > 0 for one in found)
    for free in money:
        taken = [one for one in found if one.payment == free.payment]
        assert sum(one.cents for one in taken) <= free.cents
        assert {one.project for one in taken} <= {free.wish} if free.wish else True
    closed = 0
    for gap in gaps:
        given_ = sum(
            one.cents for one in found if (one.project, one.association) == (gap.project, gap.association)
        )
        assert given_ in (0, gap.cents)
        closed += given_ > 0
    if not any(free.wish for free in money):
        asked, whole = [gap.cents for gap in gaps if gap.cents], sum(free.cents for free in money)
        most = max(n for n in range(len(asked) + 1) for some in combinations(asked, n) if sum(some) <= whole)
        assert closed == most, "no other choice closes more"


def test_money_wished_for_a_project_is_taken_first_and_only_for_it() -> None:
    money = [Free("V1", 1, 500), Free("V2", 1, 300, wish="EAU")]
    found = proposals([Gap("EAU", "", 400), Gap("ECOLE", "", 350)], money)
    assert [(one.payment, one.project, one.cents) for one in found] == [
        ("V2", "EAU", 300), ("V1", "EAU", 100), ("V1", "ECOLE", 350)
    ]  # fmt: skip
    assert [one.project for one in proposals([Gap("EAU", "", 900), Gap("ECOLE", "", 500)], money)] == [
        "ECOLE"
    ]
