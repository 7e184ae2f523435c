"""Text as every bank of the SEPA scheme takes it: Latin letters without accents, digits and a few signs.

EPC217-08, SEPA requirements for an extended character set: the basic set that all banks must take. Names in Arabic
and Tifinagh are written in Latin letters as in passports, without vowels that are not written. Read 2026-11.
"""

import re
import unicodedata
from typing import Final

_ARABIC: Final = (
    "ا=a آ=a أ=a إ=i ٱ=a ب=b ت=t ث=th ج=j ح=h خ=kh د=d ذ=dh ر=r ز=z س=s ش=ch ص=s ض=d ط=t ظ=z ع=a غ=gh ف=f ق=q ك=k "
    "ل=l م=m ن=n ه=h و=ou ي=i ى=a ة=a ء= ؤ=ou ئ=i گ=g ڭ=g ڤ=v پ=p چ=tch"
)
_TIFINAGH: Final = (
    "ⴰ=a ⴱ=b ⴳ=g ⴷ=d ⴹ=d ⴻ=e ⴼ=f ⴽ=k ⵀ=h ⵃ=h ⵄ=a ⵅ=kh ⵇ=q ⵉ=i ⵊ=j ⵍ=l ⵎ=m ⵏ=n ⵓ=ou ⵔ=r ⵕ=r ⵖ=gh ⵙ=s ⵚ=s ⵛ=ch "
    "ⵜ=t ⵟ=t ⵡ=w ⵢ=y ⵣ=z ⵥ=z ⵯ=w"
)
_LATIN: Final = (
    "ß=ss æ=ae œ=oe ø=o đ=d ð=d þ=th ł=l ı=i ħ=h ɣ=gh ɛ=a ə=e ŋ=n ’=' ‘=' ʼ=' –=- —=- ‑=- &=+ _=- °=o"
)
_WRITTEN: Final = {
    ord(sign): latin
    for pair in f"{_ARABIC} {_TIFINAGH} {_LATIN}".split()
    for sign, latin in [pair.split("=")]
}
_OTHERS: Final = re.compile(r"[^A-Za-z0-9/?:().,'+ -]+", re.ASCII)
_SLASHES: Final = re.compile(r"/{2,}")


def sepa_text(text: str, *, limit: int = 70) -> str:
    """Return a text in permitted characters, cut to ``limit``; empty where nothing of it can be written.

    >>> sepa_text("Éléonore Œuvrard & Cie"), sepa_text("فاطمة"), sepa_text("ⵜⵉⵡⵉⵣⵉ")
    ('Eleonore OEuvrard + Cie', 'fatma', 'tiwizi')
    """
    latin = "".join(_written(sign) for sign in unicodedata.normalize("NFC", text))
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", latin) if not unicodedata.combining(sign))
    plain = _SLASHES.sub("/", _OTHERS.sub(" ", bare))
    return " ".join(plain.split())[:limit].strip(" /")


def _written(sign: str) -> str:
    latin = _WRITTEN.get(ord(sign))
    if latin is None and (latin := _WRITTEN.get(ord(sign.lower()) if len(sign.lower()) == 1 else 0)):
        return latin.upper()
    return sign if latin is None else latin


def is_permitted(text: str) -> bool:
    """Tell whether every bank takes each character of a text."""
    return _OTHERS.search(text) is None
