"""What settings must be beyond their own rules: known to the legal texts, and printable on a receipt."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from donations_app.domain.errors import InputRefused, Problem
from donations_app.domain.offices import OfficeFacts
from donations_app.domain.parameters import value_on
from donations_app.domain.settings import OrganisationDraft, SettingsDraft, SignatoryDraft
from donations_app.formats.legal import parameters
from donations_app.i18n import is_country
from donations_app.services.books.beneficiary import beneficiary_of
from resources import path

_PRINTED: Final = ("name", "address", "postcode", "city", "object", "phone", "email", "website")
_ROOM_TO_SIGN: Final = 226.0  # points from the signatory's name to the margin
_ROOM_OF_OFFICE, _MOST_LINES = (7, 230.0), 3  # size, points; lines in the head of a letter and on a slip
_ROOM_OF_ADDRESS: Final = (236.0, 6)  # points, lines
_NOBODY: Final = SignatoryDraft("", "", date(2000, 1, 1))


def check_settings(settings: SettingsDraft, today: date) -> None:
    """Refuse settings with which something would fail later.

    Raises:
        InputRefused: the settings have problems; each names its table and key.
    """
    problems = settings.problems() or list(_texts_problems(settings, today))
    problems = problems or list(_print_problems(settings, today))
    if problems:
        raise InputRefused(problems)


def _wordings(today: date) -> list[str]:
    """Return the versions of the printed texts in force."""
    names = [
        str(value_on(parameters(), f"wording_{whom}", today).value) for whom in ("individuals", "companies")
    ]
    return [name for name in names if path("legal", f"{name}.json").exists()]


def categories(today: date) -> dict[str, tuple[str, str]]:
    """Return the qualities under which every form in force lets receipts be issued: kind and official text."""
    from receipts.wording import wording

    known = [wording(version)["categories"] for version in _wordings(today)]
    shared = [code for code in known[0] if all(code in one for one in known)] if known else []
    return {code: (known[0][code]["kind"], known[0][code]["heading"]) for code in shared}


def _texts_problems(settings: SettingsDraft, today: date) -> Iterator[Problem]:
    from receipts.wording import wording

    organisation = settings.organisation
    if not is_country(organisation.country):
        yield Problem("organisation.country", "country_unknown", organisation.country)
    for office in settings.offices:
        if office.facts and not is_country(office.facts.country):
            yield Problem("offices.country", "country_unknown", office.facts.country)
    for version in _wordings(today):
        known = wording(version)["categories"]
        if organisation.category not in known:
            choices = {"choices": tuple(known)}
            yield Problem("organisation.category", "choice_unknown", organisation.category, choices)
            return


def _print_problems(settings: SettingsDraft, today: date) -> Iterator[Problem]:
    from receipts.fonts import REGULAR, STRONG
    from receipts.text import missing_glyphs, width, wrap

    organisation = settings.organisation
    texts = [(f"organisation.{name}", getattr(organisation, name)) for name in _PRINTED]
    offices = [(office.name, office.facts) for office in settings.offices if office.facts]
    for _name, facts in offices:
        texts += [(f"offices.{name}", getattr(facts, name)) for name in ("address", "city", "phone", "email")]
    for person in settings.signatories:
        texts += [("signatories.name", person.name), ("signatories.title", person.title)]
    lacking = [(field, missing_glyphs(text)) for field, text in texts]
    found = [Problem(field, "letters_missing", "".join(sorted(signs))) for field, signs in lacking if signs]
    room, most = _ROOM_OF_ADDRESS
    address = (organisation.address, f"{organisation.postcode} {organisation.city}")
    if sum(len(wrap(line, REGULAR, 9, room)) for line in address) > most:
        found.append(Problem("organisation.address", "text_too_long"))
    found += _contact_problems("organisation", organisation)
    for name, facts in offices:
        found += _contact_problems("offices", facts)
        if (
            len(wrap(f"{name} {facts.address} {facts.postcode} {facts.city}", REGULAR, *_ROOM_OF_OFFICE))
            > _MOST_LINES
        ):
            found.append(Problem("offices.address", "text_too_long"))
    for person in settings.signatories:
        for name, font, size in (("name", STRONG, 9), ("title", REGULAR, 8)):
            if width(getattr(person, name), font, size) > _ROOM_TO_SIGN:
                found.append(Problem(f"signatories.{name}", "text_too_long"))
    yield from found or _problems_of_a_print(settings, today)


def _contact_problems(table: str, facts: OrganisationDraft | OfficeFacts) -> Iterator[Problem]:
    """Yield which contacts do not fit on a line of the head of a letter."""
    from receipts.fonts import REGULAR
    from receipts.letter import SENDER_ROOM
    from receipts.text import width

    for name in ("phone", "email", "website"):
        if width(getattr(facts, name, ""), REGULAR, 7) > SENDER_ROOM:
            yield Problem(f"{table}.{name}", "text_too_long")


def _problems_of_a_print(settings: SettingsDraft, today: date) -> Iterator[Problem]:
    """Make the constant part of a receipt for each signatory, and tell what stands against it."""
    from donations_app.domain.receipt_content import Signatory
    from receipts.press import ImageRefused, Press
    from receipts.text import Unprintable

    beneficiary = beneficiary_of(settings.organisation)
    for person in settings.signatories or (_NOBODY,):
        signatory = Signatory(person.name, person.title, "")
        for version in _wordings(today):
            try:
                press = Press(beneficiary, signatory, version=version, signature=person.image)
                _ = press.latin  # draws the frame
            except ImageRefused as error:
                yield Problem("signatories.image", str(error))
                return
            except Unprintable as error:
                field = "object" if error.place == "object" else "name"
                yield Problem(f"organisation.{field}", "text_too_long")
                return
