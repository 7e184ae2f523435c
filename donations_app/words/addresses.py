"""What is said of addresses in time: their days, and how many receipts to come bear the one of today."""

from donations_app.domain.addresses import DatedAddress, one_line
from donations_app.domain.territories import is_france
from donations_app.i18n import _, count, country_name, day, isolated, language, ngettext, without_marks
from donations_app.words.codes import together


def place_lines(place: tuple[str, ...]) -> list[str]:
    """Return an address, a line each; the country where it is not France, as an envelope has it."""
    address, address2, postcode, city, country = place
    lines = [address, address2, f"{postcode} {city}".strip()]
    if not any(lines):
        return []
    abroad = "" if is_france(country) else country_name(country, language())
    return [isolated(line) for line in (*lines, abroad) if line]


def place_line(place: tuple[str, ...]) -> str:
    """Return an address on one line, which goes one way from end to end whatever stands around it."""
    lines = [without_marks(line) for line in place_lines(place)]
    return isolated(one_line(lines)) if lines else ""


def days_line(one: DatedAddress) -> str:
    """Return from when to when somebody lived there, as far as it is known; nothing of one that always stood."""
    if one.is_current:
        return _("since {day}").format(day=day(one.since)) if one.since else ""
    if one.since and one.until:
        return _("from {first} to {last}").format(first=day(one.since), last=day(one.until))
    if one.until:
        return _("until {day}").format(day=day(one.until))
    if one.since:
        return _("since {day}, the end is not known").format(day=day(one.since))
    return _("the days are not known")


def address_line(one: DatedAddress) -> str:
    """Return an address on one line with its days."""
    told = place_line(one.place)
    days = days_line(one)
    if one.of_other_record:
        days = _("{days}, from a record made one with this").format(days=days)
    elif one.of_spouse:
        days = together(days, spouse_words(one))
    return f"{told} ({days})" if days else told


def spouse_words(one: DatedAddress) -> str:
    """Return whose address it was before two formed a couple, and since when they are one."""
    told = _("of {name} before the couple, which began on {day}")
    return told.format(name=isolated(one.of_spouse), day=day(one.couple_since)) if one.couple_since else ""


def waiting_line(waiting: int) -> str:
    """Return how many receipts to issue carry the address of today; nothing where none waits."""
    told = ngettext(
        "{count} receipt to issue will carry the new address.",
        "{count} receipts to issue will carry the new address.",
        waiting,
    )
    return told.format(count=count(waiting))
