"""E-mail addresses: one rule for those that are recorded and those to which something is sent.

An address is a dot-atom before the @ and a domain of two labels or more after it (RFC 5321, 4.1.2), 64 and
254 octets at most (4.5.3.1 with erratum 1690). Letters beyond ASCII may stand in the domain, which is sent as
punycode (RFC 3492, by the standard library's IDNA of 2003); before the @ few servers take them (RFC 6531).
"""

import re
from typing import Final

from donations_app.domain.pasted import pasted

_LONGEST: Final = 254
_LONGEST_LOCAL: Final = 64
_ATOM: Final = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LOCAL: Final = re.compile(rf"{_ATOM}(?:\.{_ATOM})*", re.ASCII)
_LABEL: Final = r"(?!-)[A-Za-z0-9-]{1,63}(?<!-)"
_DOMAIN: Final = re.compile(rf"{_LABEL}(?:\.{_LABEL})+", re.ASCII)
_BESIDE: Final = re.compile(r'[\s,;<>()"]')  # what parts one address from another, or from a name
_SCHEME: Final = re.compile(r"mailto:", re.IGNORECASE)
_TWO_MEANINGS: Final = "ßς\u200c\u200d"  # IDNA of 2003 and of 2008 send them to different domains


def address_of(text: str) -> str:
    """Return an address without what was copied with it.

    >>> address_of(" mailto:claire@example.org?subject=Merci")
    'claire@example.org'
    """
    address = pasted(text)
    link = _SCHEME.match(address)
    return address[link.end() :].partition("?")[0] if link else address


def problem_of_address(text: str) -> str:
    """Return why ``text`` is not exactly one address that mail can be sent to, or nothing.

    Returns:
        ``email_invalid``: no name, no list, no line break, one @ with something before it;
        ``email_letters``: letters before the @ that mail servers do not take;
        ``email_domain``: what stands after the @ is no domain.

    >>> [problem_of_address(text) for text in ("a@exämple.org", "a@example", "é@example.org", "a")]
    ['', 'email_domain', 'email_letters', 'email_invalid']
    """
    local, sign, domain = text.partition("@")
    if not local or not sign or "@" in domain or _BESIDE.search(text):
        return "email_invalid"
    sent = _sent_domain(domain)
    if not is_domain(domain):
        return "email_domain"
    if not _LOCAL.fullmatch(local):
        return "email_invalid" if local.isascii() or not local.isprintable() else "email_letters"
    too_long = len(local) > _LONGEST_LOCAL or len(local) + 1 + len(sent) > _LONGEST
    return "email_invalid" if too_long else ""


def is_domain(text: str) -> bool:
    """Tell whether ``text`` is a domain of two labels or more, letters beyond ASCII allowed."""
    return _DOMAIN.fullmatch(_sent_domain(text)) is not None


def is_one_address(text: str) -> bool:
    """Tell whether ``text`` is exactly one plain e-mail address: no name, no list, no line break."""
    return not problem_of_address(text)


def as_sent(address: str) -> str:
    """Return an address as a server gets it: its domain in punycode.

    >>> as_sent("claire@exämple.org")
    'claire@xn--exmple-cua.org'
    """
    local, _, domain = address.partition("@")
    return f"{local}@{_sent_domain(domain)}"


def mailbox(address: str) -> str:
    """Return what is equal for two ways of writing the address of one mailbox.

    >>> mailbox("Claire@Exämple.org") == mailbox("claire@xn--exmple-cua.org")
    True
    """
    return as_sent(address.lower()).lower()


def _sent_domain(domain: str) -> str:
    """Return a domain in ASCII, or nothing where it has no such form."""
    if domain.isascii():
        return domain
    if not domain.isprintable() or any(c in domain for c in _TWO_MEANINGS):
        return ""
    try:
        return domain.encode("idna").decode()
    except UnicodeError:
        return ""
