import pytest

from donations_app.domain.money import Money
from receipts.words import amount_in_words


@pytest.mark.parametrize(
    ("cents", "words"),
    [(1, "un centime"), (100, "un euro"), (101, "un euro et un centime"), (200, "deux euros"),
     (8000, "quatre-vingts euros"), (8100, "quatre-vingt-un euros"), (7100, "soixante et onze euros"),
     (9900, "quatre-vingt-dix-neuf euros"), (20000, "deux cents euros"), (20100, "deux cent un euros"),
     (100_000, "mille euros"), (8_000_000, "quatre-vingt mille euros"), (20_000_000, "deux cent mille euros"),
     (100_000_000, "un million d'euros"), (200_000_050, "deux millions d'euros et cinquante centimes"),
     (100_000_100, "un million un euros"), (35_000, "trois cent cinquante euros"),
     (8050, "quatre-vingts euros et cinquante centimes"),
     (100_000_000_000, "un milliard d'euros")],
)  # fmt: skip
def test_amounts_are_written_as_in_good_french(cents: int, words: str) -> None:
    assert amount_in_words(Money(cents)).replace("\u2019", "'") == words
