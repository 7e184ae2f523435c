"""What a piece counts as, and whole units that add up."""

from donations_app.domain.counting import counted_as, whole_parts
from donations_app.domain.funding import FundingRule


def test_whole_units_add_up_and_no_part_is_a_unit_off() -> None:
    for amounts in ([333, 333, 334], [150, 150, 100], [-50, 150], [0, 0], [99, 99, 99]):
        whole = whole_parts(amounts, 100)
        assert sum(whole) == (sum(amounts) * 2 + 100) // 200
        assert all(abs(one * 100 - amount) < 100 for one, amount in zip(whole, amounts, strict=True))


def test_a_rule_says_what_each_sort_of_piece_counts_as() -> None:
    sorts = ("cash", "goods_back", "spent", "in_kind", "waiting")

    def told(**asked: object) -> list[str]:
        rule = FundingRule(**asked)  # type: ignore[arg-type]
        return [counted_as(rule, sort, "gifts") for sort in sorts]

    assert told() == ["cash", "cash", "", "in_kind", "waiting"]
    assert told(goods_back="counted") == ["cash", "", "", "in_kind", "waiting"]
    assert told(basis="spent") == ["", "", "cash", "in_kind", "waiting"]
    assert told(basis="promised") == told()
    assert told(counts=("dues",)) == ["excluded", "excluded", "", "excluded", "excluded"]
    assert told(counts=("gifts",)) == told()
