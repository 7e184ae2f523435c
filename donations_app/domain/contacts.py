"""How the association and its offices are reached: telephone, e-mail address, web site.

A number is that of its country, or begins with + and the code of another, fifteen digits at most (ITU-T E.164, 6.2).
In France and Morocco it has ten digits, the first of them zero (plans of Arcep and ANRT); from abroad it has nine after
+33 or +212. France has numbers of four digits as well, which begin with 3.
"""

import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import urlsplit

from donations_app.domain.emails import is_domain, problem_of_address
from donations_app.domain.errors import Problem
from donations_app.domain.parties import has_lost_zero

_BETWEEN: Final = re.compile(r"[ .\-()/\u00a0\u202f]")  # what stands between the digits
_TRUNK: Final = "(0)"  # dialled within the country alone: +33 (0)4 91 00 00 00
_ABROAD: Final = re.compile(r"(?:\+|00)[1-9][0-9]{6,14}")
_OF_TEN: Final = re.compile(r"(?:\+|00)(?:33|212)([0-9]*)")  # France and Morocco, seen from abroad
_NINE: Final = re.compile(r"[1-9][0-9]{8}")
_HOME: Final = {"FR": re.compile(r"0[1-9][0-9]{8}|3[0-9]{3}"), "MA": re.compile(r"0[1-9][0-9]{8}")}
_ELSEWHERE: Final = re.compile(r"[0-9]{3,14}")
_LONGEST_SITE: Final = 200
_SCHEMES: Final = ("http", "https")


def problem_of_phone(text: str, country: str) -> str:
    """Return why ``text`` is no telephone number of a country or of another, or nothing.

    >>> [problem_of_phone(text, "FR") for text in ("04 91 00 00 00", "+212 6 12 34 56 78", "491000000", "12")]
    ['', '', 'zero_lost', 'phone_invalid']
    """
    if has_lost_zero(text, country):
        return "zero_lost"
    plain = _BETWEEN.sub("", text.replace(_TRUNK, ""))
    if plain.startswith(("+", "00")):
        of_ten = _OF_TEN.fullmatch(plain)
        sound = _NINE.fullmatch(of_ten[1]) if of_ten else _ABROAD.fullmatch(plain)
    else:
        sound = _HOME.get(country, _ELSEWHERE).fullmatch(plain)
    return "" if sound else "phone_invalid"


def problem_of_site(text: str) -> str:
    """Return why ``text`` is no address of a web site, or nothing: http or https, a domain, no password.

    >>> [problem_of_site(text) for text in ("https://www.example.org/dons", "www.example.org", "https://x")]
    ['', 'site_invalid', 'site_invalid']
    """
    try:
        parts = urlsplit(text)
        sound = parts.scheme in _SCHEMES and is_domain(parts.hostname or "") and parts.port != 0
    except ValueError:  # a port that is none, a bracket without its other
        sound = False
    is_plain = text.isprintable() and not any(c in text for c in " <>\"'@\\")
    return "" if sound and is_plain and len(text) <= _LONGEST_SITE else "site_invalid"


def contact_problems(
    table: str, *, phone: str, email: str, country: str, website: str = ""
) -> Iterator[Problem]:
    """Yield what cannot be taken of the contacts that stand in a table of the settings; each may be left out."""
    if phone and (code := problem_of_phone(phone, country)):
        yield Problem(f"{table}.phone", code, phone, {"proposed": f"0{_BETWEEN.sub('', phone)}"})
    if email and (code := problem_of_address(email)):
        yield Problem(f"{table}.email", code, email)
    if website and (code := problem_of_site(website)):
        yield Problem(f"{table}.website", code, website)


def shown_site(address: str) -> str:
    """Return an address of a web site as it is printed.

    >>> shown_site("https://www.example.org/")
    'www.example.org'
    """
    return address.partition("://")[2].rstrip("/")
