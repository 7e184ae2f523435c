"""Names that break programs: five hundred, the same at every run; a core made by hand, the rest drawn."""

import random
import unicodedata
from collections.abc import Callable
from typing import Final

SEED: Final = 20261123
COUNT: Final = 500

MARKUP: Final = (
    "<b>Aït</b>", "&amp;", "&lt;script&gt;", "<para>x</para>", "<font color='red'>Rouge", "<a href='x'>y</a>",
    "<img src='file:///etc/passwd'/>", "<!-- -->", "]]>", "&#0;", "{name}", "{0}", "%s %n", "${HOME}",
    "$(id)",
    "`id`", "\\n", "\\u0041", "(parenthèse", "parenthèse)", "\\", "\\)", "<</Type/Page>>", "endstream endobj",
    "%%EOF", "/Name#20", "<41>",
)  # fmt: skip
FORMULAS: Final = (
    "=cmd|' /C calc'!A0", "=1+1", "+1", "-1", "@x", '=HYPERLINK("http://x")', "＝1+1", "＋1", "－1", "＠x",
    "-Aït", "+33 6", "@Zohra",
)  # fmt: skip
QUOTES: Final = (
    "D'Annam", "l’Été", '"Aman"', "«\u00a0Aman\u00a0»", "Aman ; Bled", "a,b;c", "a|b", "''", '""',
    "'; DROP TABLE party;--",
    "O'\u2019'", "%", "_", "*", "?",
)  # fmt: skip
PATHS: Final = (
    "../../etc/passwd", "..\\..\\x", "/", "\\", "C:\\CON", "NUL", "CON.pdf", "a/b", "a:b", ".", "..",
    ".caché",
    "~", "-rf", "x.pdf", "aux", "a\u2044b",
)  # fmt: skip
LATIN: Final = (
    "Łukasz Żółć", "Ævar Ðór", "Œuvre", "ÿ", "Ǧamāl", "İstanbul ıI", "ẞtraße", "Ằẵ Nguyễn", "Ḥammū", "ſ",
    "ﬁn",
    "D\u0323\u0307", "e\u0301\u0323", "q\u0303", "a\u0302\u0301\u0323", "n\u0303", "Å", "\u212b",
    "\u2126hm", "x\u030c",
    "Z\u0334\u0321a\u0335l\u0336g\u0337o", "i\u0307", "ŉ", "Ǆ",
)  # fmt: skip
AMAZIGH: Final = (
    "Ɛli Aɣbalu", "Tamaziɣt", "Meẓẓyan Uḍar", "Yuɣerten", "Aẓru n Iḥaḥan", "Agʷmar", "Ǧeddi Čči", "Ṭṭaher",
    "ⵎⵓⵃⴰⵏⴷ", "ⵜⴰⵎⴰⵣⵉⵖⵜ", "ⴰⵢⵜ ⵃⵎⴰⴷ", "ⵣⵀⵔⴰ Zohra", "ⵜ\u2d7fⵜ",
)  # fmt: skip
ARABIC: Final = (
    "محمد", "فاطمة الزهراء", "عبد الله", "الله", "لا إله", "محمد بن عبد العزيز آيت احمد", "مُحَمَّد",
    "كتـــاب",
    "محمد Ahmed", "Ahmed محمد", "محمد 12 Ahmed", "شارع 15", "15 شارع", "١٥ شارع", "(محمد)", "«محمد»",
    "محمد-علي",
    "\ufedf\ufe8e", "\ufefb", "\ufdf2", "\ufdfa", "\ufdfd", "پاریس", "گچپژ", "ڭادير", "ى ي ئ ء أ إ آ ة",
    "ک ه ی", "A محمد B علي C",
    "שלום", "محمد שלום", "لآ لأ لإ لا", "ﷺ", "۱۲۳", "محمد, علي.", "مَـ",
)  # fmt: skip
OTHERS: Final = (
    "Иван Петров", "Ελένη", "王小明", "山田太郎", "김철수", "Հայկ", "ქართული", "नमस्ते", "ไทย", "አማርኛ", "🎉", "👩‍👩‍👧",
    "🇲🇦",
    "Zoé 🎉", "𝔐ohand", "\U0001d400", "①", "½", "™", "€", "№", "➜", "\u20bf", "A\u20dd", "Зohra", "Аït",
)  # fmt: skip
CONTROLS: Final = (
    "Aït\x00Ahmed", "\x00", "Aït\x01", "Aït\x1b[31m", "Aït\x7f", "Aït\x85", "Aït\x9f", "Aït\r\nBcc: x@y",
    "Aït\tAhmed",
    "Aït\nAhmed", "A\u200bït", "A\u200cït", "A\u200dït", "A\ufeffït", "A\u00adït", "A\u2060ït",
    "\u202eteuqluS", "A\u202aB\u202c",
    "\u2066A\u2069", "A\u200eB", "A\u200fB", "\u061cA", "A\u2028B", "A\u2029B", "\ud800", "Aït\udcff",
    "\udc00x", "\ufffe", "\uffff",
    "\ufdd0", "\U0001ffff", "\ue000", "A\U000e0041", "A\ufe0f", "A\u034fB", "\u3164", "\u115f", "\u2800",
    "\ufffd", "\ufffc",
)  # fmt: skip
SPACES: Final = (
    "", " ", "   ", "\t", "\u00a0", "\u3000", "\u2003", " Aït", "Aït ", "Aït  Ahmed", "Aït\u00a0Ahmed",
    "Aït\u2003Ahmed",
    "Aït\u202fAhmed", "Aït\u3000Ahmed", "Aït\u1680Ahmed", "Aït \u00a0 Ahmed", "\u200b", "\u2007",
    "Aït\x0bAhmed", "Aït\x0cAhmed",
)  # fmt: skip
_HONEST: Final = "Jean-Baptiste de la Très-Longue-Maison d'Aït Ouarzazate Ben Hammou El Idrissi"
LONG: Final = (
    "A" * 10_000, "Aït " * 3_000, "W" * 200, "W" * 201, "W" * 40, "W" * 80, "W" * 120, "W" * 160, "W " * 60, "i" * 200,
    "é" * 200, "e\u0301" * 200, "e\u0301" * 201, "\u0301" * 200, "a" + "\u0301" * 60, "-" * 150,
    "م" * 200, "محمد " * 40, "ⵣ" * 120, "﷽ﷺ" * 20, "Ouïdad " * 12, "Aït Ahmed " * 20,
    _HONEST, f"{_HONEST} {_HONEST}",
)  # fmt: skip
CORE: Final = (
    *MARKUP, *FORMULAS, *QUOTES, *PATHS, *LATIN, *AMAZIGH, *ARABIC, *OTHERS, *CONTROLS, *SPACES, *LONG
)  # fmt: skip


def _letters(*spans: tuple[int, int]) -> str:
    return "".join(
        chr(code)
        for first, last in spans
        for code in range(first, last + 1)
        if unicodedata.category(chr(code)) in ("Lu", "Ll", "Lt", "Lo", "Lm")
    )


_LATIN: Final = _letters((0x41, 0x5A), (0x61, 0x7A), (0xC0, 0x24F), (0x1E00, 0x1EFF))
_PLAIN: Final = _letters((0x41, 0x5A), (0x61, 0x7A), (0xC0, 0x17F))
_ARABIC: Final = _letters((0x621, 0x64A))
_SHAPED: Final = _letters((0xFE70, 0xFEFC), (0xFB50, 0xFBB1))
_TIFINAGH: Final = _letters((0x2D30, 0x2D67))
_FOREIGN: Final = _letters((0x391, 0x3C9), (0x410, 0x44F), (0x4E00, 0x4E80), (0x10D0, 0x10F0))
_MARKS: Final = tuple(chr(code) for code in (*range(0x300, 0x315), 0x323, 0x327, 0x328, 0x331))
_SIGNS: Final = " '’-.,;:/\\\"&<>()=+@#%*?!_|[]{}~^$€§°«»…–—"
_ANY: Final = (
    0x20,
    0xA0,
    0x200B,
    0x202E,
    0x600,
    0x1100,
    0x2000,
    0x3000,
    0xD800,
    0xE000,
    0xFE00,
    0xFFF0,
    0x1F300,
)


def _word(chance: random.Random, letters: str, longest: int = 12) -> str:
    return "".join(chance.choice(letters) for _ in range(chance.randint(1, longest)))


def _any_script(chance: random.Random) -> str:
    scripts = (_PLAIN, _ARABIC, _TIFINAGH, "0123456789")
    return " ".join(_word(chance, chance.choice(scripts), 6) for _ in range(chance.randint(2, 5)))


def _any_sign(chance: random.Random) -> str:
    return "".join(chr(chance.choice(_ANY) + chance.randrange(0x20)) for _ in range(chance.randint(1, 8)))


def _long(chance: random.Random) -> str:
    words = (_word(chance, _PLAIN, 20) for _ in range(chance.randint(5, 60)))
    return " ".join(words)[:200].strip()


_KINDS: Final[tuple[Callable[[random.Random], str], ...]] = (
    lambda chance: f"{_word(chance, _LATIN)} {_word(chance, _LATIN)}",
    lambda chance: "".join(c + chance.choice(("", "", *_MARKS)) for c in _word(chance, _PLAIN)),
    lambda chance: " ".join(_word(chance, _ARABIC, 7) for _ in range(chance.randint(1, 5))),
    lambda chance: _word(chance, _SHAPED, 6),
    lambda chance: _word(chance, _PLAIN + _SIGNS, 30),
    lambda chance: _word(chance, _PLAIN + _FOREIGN, 6),
    _any_script,
    _any_sign,
    _long,
)


def hostile_names() -> list[str]:
    """Return the core and what was drawn, no name twice."""
    chance = random.Random(SEED)
    names = dict.fromkeys(CORE)
    while len(names) < COUNT:
        names[chance.choice(_KINDS)(chance)] = None
    return list(names)
