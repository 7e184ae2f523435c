"""Amounts in words: by the rules, against an implementation of its own.

The long proof goes one by one up to 200 000. The quick one goes where words change: all up to 2 000, and in each
thousand what decides about "et", hyphens, an s and "mille".
"""

import random

import pytest

from donations_app.domain.money import Money
from receipts.amount_words import amount_in_words
from tests.receipts.numerals import amount, cardinal

SEED = 20261123


@pytest.mark.parametrize(
    ("cents", "words"),
    [(0, "zéro euro"), (1, "un centime"), (80, "quatre-vingts centimes"), (100, "un euro"),
     (101, "un euro et un centime"), (21_00, "vingt et un euros"), (71_00, "soixante et onze euros"),
     (80_00, "quatre-vingts euros"), (81_00, "quatre-vingt-un euros"), (91_00, "quatre-vingt-onze euros"),
     (100_00, "cent euros"), (200_00, "deux cents euros"), (201_00, "deux cent un euros"),
     (220_00, "deux cent vingt euros"), (280_00, "deux cent quatre-vingts euros"), (1_000_00, "mille euros"),
     (1_001_00, "mille un euros"), (1_100_00, "mille cent euros"), (80_000_00, "quatre-vingt mille euros"),
     (81_000_00, "quatre-vingt-un mille euros"), (200_000_00, "deux cent mille euros"),
     (1_000_000_00, "un million d'euros"), (1_000_001_00, "un million un euros"),
     (1_200_000_00, "un million deux cent mille euros"),
     (2_000_080_50, "deux millions quatre-vingts euros et cinquante centimes"),
     (80_000_000_00, "quatre-vingts millions d'euros"), (200_000_000_00, "deux cents millions d'euros"),
     (1_000_000_000_00, "un milliard d'euros"), (2_000_000_000_00, "deux milliards d'euros"),
     (1_000_000_01, "un million d'euros et un centime")],
)  # fmt: skip
def test_the_examples_of_the_rules(cents: int, words: str) -> None:
    assert amount_in_words(Money(cents)) == words
    euros, rest = divmod(cents, 100)
    assert amount(str(euros), f"{rest:02}") == words


def differing(amounts: list[int]) -> list[tuple[int, str, str]]:
    """Return the cents for which the program and the rules do not say the same, with both."""
    told = (
        (cents, amount_in_words(Money(cents)), amount(str(cents // 100), f"{cents % 100:02}"))
        for cents in amounts
    )
    return [(cents, ours, theirs) for cents, ours, theirs in told if ours != theirs]


@pytest.mark.long
def test_every_whole_amount_up_to_two_hundred_thousand() -> None:
    assert differing([euros * 100 for euros in range(200_001)]) == []


def test_every_whole_amount_up_to_two_thousand() -> None:
    assert differing([euros * 100 for euros in range(2_001)]) == []


RESTS = (0, 1, 16, 17, 21, 71, 80, 81, 91, 99, 100, 101, 180, 200, 280, 999)


def test_every_thousand_up_to_two_hundred_alone_and_with_each_kind_of_rest() -> None:
    assert differing([(thousand * 1_000 + rest) * 100 for thousand in range(201) for rest in RESTS]) == []


def test_every_kind_of_million_with_every_kind_of_thousand_and_rest() -> None:
    kinds = (0, 1, 2, 21, 71, 80, 81, 100, 200, 280, 999)
    amounts = [
        ((million * 1_000 + thousand) * 1_000 + rest) * 100
        for million in kinds
        for thousand in kinds
        for rest in kinds
    ]
    assert differing(amounts) == []


def drawn(count: int) -> list[int]:
    """Return cents of amounts of all lengths up to a billion."""
    chance = random.Random(SEED)
    some = [chance.randrange(10 ** chance.randint(1, 9)) * 100 + chance.randrange(100) for _ in range(count)]
    return [*some, 10**11, 10**11 - 1, 99_999_999_999]


@pytest.mark.long
def test_twenty_thousand_amounts_up_to_a_billion() -> None:
    assert differing(drawn(20_000)) == []


def test_two_thousand_amounts_up_to_a_billion() -> None:
    assert differing(drawn(2_000)) == []


def test_all_centimes_beside_all_kinds_of_euros() -> None:
    kinds = (
        0,
        1,
        2,
        80,
        99,
        100,
        200,
        1_000,
        80_000,
        999_999,
        1_000_000,
        2_000_000,
        80_000_000,
        1_000_000_000,
    )
    assert differing([euros * 100 + cents for euros in kinds for cents in range(100)]) == []


def test_no_two_amounts_have_the_same_words() -> None:
    assert len({amount_in_words(Money(cents)) for cents in range(200_000)}) == 200_000


def test_the_rules_of_the_test_agree_with_numerals_anybody_can_check() -> None:
    for number, words in {
        "16": "seize", "17": "dix-sept", "60": "soixante", "70": "soixante-dix", "77": "soixante-dix-sept",
        "90": "quatre-vingt-dix", "97": "quatre-vingt-dix-sept", "180": "cent quatre-vingts", "300": "trois cents",
        "1080": "mille quatre-vingts", "80080": "quatre-vingt mille quatre-vingts",
        "300300": "trois cent mille trois cents", "80080080": "quatre-vingts millions quatre-vingt mille quatre-vingts",
    }.items():  # fmt: skip
        assert cardinal(number) == words
