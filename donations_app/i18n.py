"""Languages: sentences from the catalogues; money, dates and numbers written the French way in all of them.

Catalogues are gettext ``.po`` files in ``resources/locale``; the first start compiles them beside, as Python does
with its modules, and one that was changed since is compiled again.
In Arabic the digits stay European, and each amount, date or reference is isolated (U+2066 ... U+2069), so that the
bidirectional algorithm does not turn it round.
"""

import gettext as _gettext
import os
import re
import shutil
from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Final
from unicodedata import bidirectional

from donations_app.domain.money import Money
from resources import path

LANGUAGES: Final = ("fr", "en", "ar")
_ISOLATE, _FIRST_STRONG, _POP, _RIGHT_TO_LEFT = "\u2066", "\u2068", "\u2069", "\u200f"
_MARKS: Final = re.compile("[\u200e\u200f\u061c\u2060\u2066-\u2069]")
_ISOLATED: Final = re.compile("[\u2066\u2068][^\u2069]*\u2069|\u200e|\u200f")
_GROUPS: Final = re.compile(r"\d\D+\d")
_FIXED, _JOINED = "\u00a0", "-\u2060"  # a space and a hyphen at which no line ends
_REFERENCE: Final = re.compile(r"(?<![\w-])(?=[A-Z-]*\d)[A-Z0-9]+(?:-[A-Z0-9]+)+(?!\w)")
_IBAN: Final = re.compile(r"\b[A-Z]{2}\d{2}(?: [A-Z0-9]{1,4}){3,}\b")
_IN_NUMBER: Final = re.compile(
    r"(?<=\d) (?=\d{1,4}\b|€|%|euros?\b|EUR\b)|(?<=«) | (?=[:;!?»](?!\w))"
    r"|(?<=:) (?=[\u2066\u2068]?[-+]?\d[\d\u202f,]*(?:[\u00a0 ][€%])?\u2069?(?:[,;.)،؛]|$))"
)
_LATIN: Final = re.compile(r"[A-Za-z\d](?:[^\u0600-\u06ff()«»]*[A-Za-z\dé%€*])?")
_NUMBERS: Final = re.compile(
    r"[+-]?\d[\d\u00a0\u202f.,:/-]*\d(?:[ \u00a0\u202f]?[%€])?|\d(?:[ \u00a0\u202f]?[%€])?"
)


class _State:
    """The language chosen for this process."""

    language = "fr"
    names = ""  # in which two names are joined; empty: the same


def set_language(language: str, *, names: str = "") -> None:
    """Choose the language of the sentences; an unknown one is French.

    Args:
        language: of ``LANGUAGES``.
        names: the language in which the names of a couple are joined, where it is another one.
    """
    _State.language = language if language in LANGUAGES else "fr"
    _State.names = names


def language() -> str:
    """Return the language chosen."""
    return _State.language


def language_of_names() -> str:
    """Return the language in which the names of a couple are joined."""
    return _State.names or _State.language


def is_right_to_left() -> bool:
    """Tell whether the chosen language runs from right to left."""
    return _State.language == "ar"


@cache
def _catalogue(language: str) -> _gettext.NullTranslations:
    source = path("locale", f"{language}.po")
    if language == "en" or not source.exists():
        return _gettext.NullTranslations()
    compiled = source.with_suffix(".mo")
    try:
        if compiled.stat().st_mtime_ns == source.stat().st_mtime_ns:
            return _gettext.GNUTranslations(BytesIO(compiled.read_bytes()))
    except OSError:  # there is none, or none that can be read
        pass
    content = _compiled(source, language)
    with suppress(OSError):  # where nothing may be written, it is compiled each time
        _keep(content, compiled, source)
    return _gettext.GNUTranslations(BytesIO(content))


def _compiled(source: Path, language: str) -> bytes:
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    compiled = BytesIO()
    with source.open("rb") as file:
        write_mo(compiled, read_po(file, locale=language))
    return compiled.getvalue()


def _keep(content: bytes, path: Path, source: Path) -> None:
    """Write a file whole or not at all, for the readers of its source and with its moment."""
    from tempfile import NamedTemporaryFile

    with NamedTemporaryFile(dir=path.parent, prefix=path.name, delete=False) as file:
        try:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
            file.close()
            shutil.copystat(source, file.name)
            Path(file.name).replace(path)
        except OSError:
            Path(file.name).unlink(missing_ok=True)
            raise


def read_catalogue(language: str) -> None:
    """Read the sentences of a language, which takes a moment, before they are shown."""
    _catalogue(language)


def _(message: str) -> str:
    """Return ``message`` in the chosen language."""
    return _catalogue(_State.language).gettext(message)


def gettext_in(language: str, message: str) -> str:
    """Return ``message`` in a language that need not be the chosen one: for documents."""
    return _catalogue(language).gettext(message)


def pgettext(context: str, message: str) -> str:
    """Return ``message`` as said in ``context``: a word that other languages say in several ways."""
    return _catalogue(_State.language).pgettext(context, message)


def ngettext(one: str, many: str, count: int) -> str:
    """Return the form of the message that fits ``count``."""
    return _catalogue(_State.language).ngettext(one, many, count)


def ngettext_in(language: str, one: str, many: str, count: int) -> str:
    """Return the form of a message that fits ``count`` in a language that need not be the chosen one."""
    return _catalogue(language).ngettext(one, many, count)


def N_(message: str) -> str:  # noqa: N802 -- gettext's own name
    """Mark a message for the catalogues; it is translated where it is shown."""
    return message


def NN_(one: str, many: str) -> tuple[str, str]:  # noqa: N802 -- as above
    """Mark both forms of a message that counts for the catalogues."""
    return one, many


def isolated(text: str) -> str:
    """Return a number, date or reference as a piece that right-to-left text does not reorder."""
    return f"{_ISOLATE}{text}{_POP}" if is_right_to_left() else text


def with_isolated_latin(text: str) -> str:
    """Return a text of the chosen language whose Latin pieces, such as citations, right-to-left text does not turn."""
    return _LATIN.sub(lambda piece: isolated(piece[0]), text)


def labelled(label: str, said: str) -> str:
    """Return ``label: said`` with the space, if any, that the chosen language puts before a colon."""
    return _("{label}: {said}").format(label=label, said=said)


def own_way(text: str) -> str:
    """Return a text that runs against the window so that what stands at its end, "…" or a bracket, ends it.

    What is isolated in it knows its own way; a text that runs both ways besides is one of the window's language.
    Groups of digits, such as a telephone number, run from the left.
    """
    bare = _ISOLATED.sub("", text)
    runs = {kind == "L" for kind in map(bidirectional, bare) if kind in ("L", "R", "AL")}
    runs = runs or {True for _group in _GROUPS.finditer(bare)}
    runs_against = runs == {is_right_to_left()}
    return f"{_FIRST_STRONG}{text}{_POP}" if runs_against else text


def led(text: str) -> str:
    """Return a text of which each line begins where the window's language does: Qt goes by a line's first letter."""
    if not is_right_to_left():
        return text
    return "\n".join(f"{_RIGHT_TO_LEFT}{own_way(line)}" if line else "" for line in text.split("\n"))


def unbroken(text: str) -> str:
    """Return a text in which no line parts a number, a reference or an IBAN, nor begins with a colon or its number."""
    text = _REFERENCE.sub(lambda found: found[0].replace("-", _JOINED), text)
    text = _IBAN.sub(lambda found: found[0].replace(" ", _FIXED), text)
    return _IN_NUMBER.sub(_FIXED, text)


def without_marks(text: str) -> str:
    """Return ``text`` as one copies it: no isolates, no direction marks, no joined hyphens."""
    return _MARKS.sub("", text)


def figures(amount: Money) -> str:
    """Return ``1 234,56`` with narrow no-break spaces between groups, in every language."""
    euros, cents = divmod(abs(amount.cents), 100)
    sign = "-" if amount.cents < 0 else ""
    return sign + f"{euros:,}".replace(",", "\u202f") + f",{cents:02}"


def money(amount: Money) -> str:
    """Return ``1 234,56 €``."""
    return isolated(f"{figures(amount)}\u00a0€")


def money_in(minor: int, currency: str) -> str:
    """Return ``136 706,40 MAD``, in Arabic with dirham as a word; cents of a euro as ``money`` does."""
    if currency == "EUR":
        return money(Money(minor))
    name = "درهم" if (language(), currency) == ("ar", "MAD") else currency
    return f"{isolated(figures(Money(minor)))}\u00a0{name}"


def whole_euros(amount: Money) -> str:
    """Return ``1 235 €``, rounded down to the euro: for large figures only."""
    return isolated(f"{amount.cents // 100:,}".replace(",", "\u202f") + "\u00a0€")


def whole_euros_up(amount: Money) -> str:
    """Return ``1 235 €``, rounded up to the euro: what is missing is never said to be less."""
    return whole_euros(Money(-(-amount.cents // 100) * 100))


def count(number: int) -> str:
    """Return ``1 234``."""
    return isolated(f"{number:,}".replace(",", "\u202f"))


def hundredths(basis_points: int) -> str:
    """Return ``12,34``: a percentage to its hundredth, wherever it is told, so that no page rounds it again.

    Args:
        basis_points: hundredths of a percent, cut where they were reckoned: 14,996 % is 1499, and never reads 15.
    """
    sign, points = "-" if basis_points < 0 else "", abs(basis_points)
    return f"{sign}{points // 100},{points % 100:02}"


def limit_figures(basis_points: int) -> str:
    """Return ``15`` or ``12,5``: what a rule asks, or a scale, without the zeros at its end."""
    return hundredths(basis_points).rstrip("0").rstrip(",")


def percent(basis_points: int) -> str:
    """Return ``12,34 %``: a share."""
    return isolated(f"{hundredths(basis_points)}\u00a0%")


def limit_percent(basis_points: int) -> str:
    """Return ``15 %`` or ``12,25 %``: what a rule asks of a share, or the scale beside one."""
    return isolated(f"{limit_figures(basis_points)}\u00a0%")


def decimal(value: Decimal) -> str:
    """Return ``10,85``: all the digits that there are."""
    return isolated(f"{value.normalize():f}".replace(".", ","))


def day(value: date) -> str:
    """Return ``31/12/2025``."""
    return isolated(f"{value:%d/%m/%Y}")


def moment(value: datetime) -> str:
    """Return ``31/12/2025 14:32`` in the machine's own time."""
    return isolated(f"{value.astimezone():%d/%m/%Y %H:%M}")


def hour(value: datetime) -> str:
    """Return ``14:32`` in the machine's own time, in French ``14 h 32``."""
    here = value.astimezone()
    return isolated(f"{here:%H}\u00a0h\u00a0{here:%M}" if _State.language == "fr" else f"{here:%H:%M}")


def country_name(code: str, language: str) -> str:
    """Return the name of a country (ISO 3166 alpha-2), or the code where it has none."""
    return territories(language).get(code, code)


@cache
def territories(language: str) -> dict[str, str]:
    """Return the names of countries by ISO 3166 code."""
    from babel import Locale

    return dict(Locale(language).territories)


def is_country(code: str) -> bool:
    """Tell whether ``code`` is that of a country (ISO 3166 alpha-2), not of a union or of nowhere."""
    return (
        len(code) == 2
        and code not in ("EU", "EZ", "QO", "UN", "XA", "XB", "ZZ")
        and code in territories("fr")
    )


@cache
def currencies() -> frozenset[str]:
    """Return the codes (ISO 4217) of the currencies that some country has used since 1990."""
    from babel.core import get_global

    return frozenset(
        code
        for used in get_global("territory_currencies").values()
        for code, _start, end, is_tender in used
        if is_tender and (end is None or end[0] >= 1990)
    )
