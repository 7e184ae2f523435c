"""Whether a reference of ours stands in what a bank wrote, with or without its signs and zeros: V MRS 12.

References are looked up by their keys, their letters and digits without any zero; what has the key of another may
still be none of it, which the pattern tells.
"""

import re
from collections.abc import Container, Iterator, Sequence
from functools import lru_cache
from typing import Final

_PARTS: Final = re.compile("[A-Z]+|[0-9]+")
_RUNS: Final = re.compile("[1-9A-Z]+")
_OTHERS: Final = re.compile("[^1-9A-Z]+")
_SHORTEST: Final = 4  # letters and digits of what is looked for


def key_of(text: str) -> str:
    """Return the letters and digits of a text without zeros.

    >>> key_of("V-MRS-000012"), key_of("v mrs 12")
    ('VMRS12', 'VMRS12')
    """
    return _OTHERS.sub("", text.upper())


@lru_cache(maxsize=4_096)
def reference_key(reference: str) -> str:
    """Return the key of a reference, which many lines are asked for."""
    return key_of(reference)


def runs_of(text: str) -> list[str]:
    """Return the runs of letters and digits of a text in capitals, without zeros.

    >>> runs_of("DON V-MRS 012")
    ['DON', 'V', 'MRS', '12']
    """
    return _RUNS.findall(text.replace("0", ""))


def keys_in(runs: Sequence[str], longest: int, begun: Container[str]) -> Iterator[str]:
    """Yield the keys of all that begins and ends with whole runs of a text.

    >>> list(keys_in(["DON", "V", "MRS", "12"], 6, "VM"))
    ['V', 'VMRS', 'VMRS12', 'MRS', 'MRS12']

    Args:
        runs: of the text.
        longest: key that is wanted.
        begun: signs with which those begin that are wanted.
    """
    for start, first in enumerate(runs):
        if first[0] not in begun:
            continue
        key = ""
        for run in runs[start:]:
            key += run
            if len(key) > longest:
                break
            yield key


def stands_in(reference: str, text: str) -> bool:
    """Tell whether a reference stands in a text of capitals as a word, its digits with more zeros or fewer.

    One of fewer than four letters and digits never does.
    """
    parts = _PARTS.findall(reference.upper())
    if len("".join(parts)) < _SHORTEST:
        return False
    sought = r"[^0-9A-Z]*".join(f"0*{part.lstrip('0')}" if part.isdigit() else part for part in parts)
    return re.search(rf"(?<![0-9A-Z]){sought}(?![0-9A-Z])", text) is not None
