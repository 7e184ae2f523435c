"""French numerals written from their rules, for the tests: no arithmetic of the program is used.

Traditional spelling (Académie française, 1935), which the program prints: a hyphen only between words below
one hundred, and none where "et" stands. The spelling of 1990 would put hyphens everywhere; both are right,
and the older one is what readers of receipts know.

1. 0 to 16 have a word each; 17, 18, 19 are "dix" and a unit.
2. 20 to 69: the word of the ten and the unit. 70 to 79 go on from "soixante", 80 to 99 from "quatre-vingt".
3. "et" stands before the one or the eleven of 21, 31, 41, 51, 61 and 71, never of 81 and 91.
4. "vingt" and "cent" take an s when they are multiplied and end the numeral, or stand before a noun, which
   "million" and "milliard" are and "mille" is not. "mille" never changes and takes no "un" before it.
5. "million" and "milliard" take an s from two on. After a round one the noun counted follows with "de".
6. A noun is plural from two on: zéro euro, un euro, deux euros. A sum without euros names centimes alone.
"""

from typing import Final

_LOW: Final = [
    "zéro",
    "un",
    "deux",
    "trois",
    "quatre",
    "cinq",
    "six",
    "sept",
    "huit",
    "neuf",
    "dix",
    "onze",
    "douze",
    "treize",
    "quatorze",
    "quinze",
    "seize",
    "dix-sept",
    "dix-huit",
    "dix-neuf",
]
_TENS: Final = {
    "2": "vingt", "3": "trente", "4": "quarante", "5": "cinquante", "6": "soixante", "7": "soixante",
    "8": "quatre-vingt", "9": "quatre-vingt",
}  # fmt: skip


def _table_below_hundred() -> dict[str, str]:
    """Return the numerals of two digits, as they stand inside a longer one: without a final s."""
    table = {f"{n:02}": word for n, word in enumerate(_LOW)}
    for ten, word in _TENS.items():
        for unit in "0123456789":
            rest = _LOW[int(unit) + (10 if ten in "79" else 0)]
            if rest == "zéro":
                table[ten + unit] = word
            elif rest in ("un", "onze") and ten in "234567":
                table[ten + unit] = f"{word} et {rest}"
            else:
                table[ten + unit] = f"{word}-{rest}"
    return table


_PAIRS: Final = _table_below_hundred()


def _group(digits: str, *, before_thousand: bool) -> list[str]:
    """Return the words of three digits that are not all zero."""
    words = []
    if digits[0] != "0":
        words += ([_LOW[int(digits[0])]] if digits[0] > "1" else []) + ["cent"]
    if digits[1:] != "00":
        words.append(_PAIRS[digits[1:]])
    multiplied = (digits[0] > "1" and digits[1:] == "00") or digits[1:] == "80"
    if multiplied and not before_thousand:
        words[-1] += "s"
    return words


def cardinal(number: str) -> str:
    """Return the words of a whole number given as its decimal digits, below a thousand milliards."""
    milliards, millions, thousands, units = (number.zfill(12)[i : i + 3] for i in (0, 3, 6, 9))
    words: list[str] = []
    for digits, noun in ((milliards, "milliard"), (millions, "million")):
        if digits != "000":
            words += [*_group(digits, before_thousand=False), noun if digits == "001" else f"{noun}s"]
    if thousands != "000":
        words += ([] if thousands == "001" else _group(thousands, before_thousand=True)) + ["mille"]
    if units != "000":
        words += _group(units, before_thousand=False)
    return " ".join(words) or "zéro"


def amount(euros: str, centimes: str = "00") -> str:
    """Return the words of an amount given by the digits of its euros and its two of centimes."""
    told = cardinal(euros)
    noun = "euro" if euros in ("0", "1") else "euros"
    link = " d'" if told.endswith(("million", "millions", "milliard", "milliards")) else " "
    cents = f"{cardinal(centimes)} {'centime' if centimes == '01' else 'centimes'}"
    if centimes == "00":
        return f"{told}{link}{noun}"
    return cents if euros == "0" else f"{told}{link}{noun} et {cents}"
