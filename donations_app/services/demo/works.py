"""What invented projects build: their actions, short names and states, their programme, and what became of some."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final
from uuid import uuid5

from msgspec.structs import replace

from donations_app.db.books import Books
from donations_app.domain.money import Money
from donations_app.domain.projects import LONGEST_SHORT, PartnerDraft, ProgrammeDraft, ProjectDraft, State
from donations_app.domain.projects import letters as letters_of
from donations_app.domain.reference import Municipality
from donations_app.services.projects.changing import revise_budget
from donations_app.services.projects.programmes import record_programme

_SHORT: Final = (  # action, short name in French, English and Arabic; in the order of the works
    ("water", "Eau", "Water", "ماء"),
    ("ambulances", "Ambulance", "Ambulance", "إسعاف"),
    ("irrigation", "Irrigation", "Irrigation", "سقي"),
    ("womens_houses", "Maison des femmes", "Women's house", "دار النساء"),
    ("cooperatives", "Safran", "Saffron", "زعفران"),
    ("dams", "Barrage", "Dam", "سد"),
    ("reforestation", "Reboisement", "Trees", "تشجير"),
    ("informal_schools", "École", "School", "مدرسة"),
    ("training", "Formation", "Training", "تكوين"),
    ("youth", "Jeunes", "Youth", "شباب"),
    ("water", "Assainissement", "Drainage", "تطهير"),
    ("sharing", "Gîte", "Guest house", "مأوى"),
)
_STATES: Final[tuple[State, ...]] = (
    "running",
    "seeking",
    "running",
    "running",
    "done",
    "seeking",
    "running",
    "idea",
)
_RATE: Final = "10.80"  # dirhams for a euro, as agreed
_IN_DIRHAMS, _DEARER, _JOINED = 4, 5, 7  # which projects


def programme_code(today: date) -> str:
    """Return the code of the programme of the three years around a day."""
    return f"CORIAM-{today.year - 1}"


def add_programme(books: Books, seed: ProjectDraft) -> None:
    """Record the programme to which most projects belong."""
    first = books.today.year - 1
    record_programme(
        books,
        ProgrammeDraft(
            key=uuid5(seed.key, "programme"),
            code=programme_code(books.today),
            title_fr="Codéveloppement rural intégré dans l'Atlas marocain",
            title_en="Integrated rural co-development in the Moroccan Atlas",
            title_ar="التنمية التضامنية القروية المندمجة بالأطلس المغربي",
            starts_on=date(first, 1, 1),
            ends_on=date(first + 2, 12, 31),
        ),
    )


def with_works(n: int, draft: ProjectDraft, place: Municipality, today: date) -> ProjectDraft:
    """Return the ``n``-th project with its action, short names, programme, state and people; one in dirhams."""
    action, *names = _SHORT[n % len(_SHORT)]
    known: dict[str, Any] = {
        f"short_{language}": _short(name, place.name(language))
        for name, language in zip(names, ("fr", "en", "ar"), strict=True)
    }
    whole = replace(
        draft,
        action=action,
        programme=programme_code(today) if n % 4 != 3 else "",
        people_served=60 * (2 + 37 * n % 19),
        **known,
    )
    if (state := _STATES[n % len(_STATES)]) == "done":
        whole = replace(whole, ends_on=date(today.year - 1, 12, 31))
    whole = replace(whole, state=state)
    return _in_dirhams(whole) if n == _IN_DIRHAMS else whole


def _short(name: str, place: str) -> str:
    """Return a short name with the place, where both fit."""
    both = f"{name} {place}"
    return both if letters_of(both) <= LONGEST_SHORT else name


def _in_dirhams(draft: ProjectDraft) -> ProjectDraft:
    parts = tuple(replace(one, foreign_minor=_dirhams(one.cost)) for one in draft.partners)
    known: dict[str, Any] = {"currency": "MAD", "rate": _RATE, "foreign_minor": _dirhams(draft.cost)}
    return replace(draft, partners=parts, **known)


def _dirhams(euros: Money) -> int:
    return int(euros.cents * Decimal(_RATE))


def live(books: Books, projects: Sequence[ProjectDraft], associations: Sequence[str]) -> None:
    """Let one project become dearer, and an association join another one, both last year."""
    last = books.today.year - 1
    dearer, joined = projects[_DEARER], projects[_JOINED]
    cost = Money(dearer.cost.cents * 11 // 10)
    revise_budget(
        books,
        dearer.code,
        replace(dearer, cost=cost),
        since=date(last, 9, 1),
        reason="Devis révisé après l'étude du terrain",
        key=uuid5(dearer.key, "dearer"),
    )
    here = {one.association for one in joined.partners}
    other = next(ref for ref in associations if ref not in here)
    left = joined.unassigned_cost or Money(0)
    part = PartnerDraft(association=other, cost=Money(left.cents // 2 // 10_000 * 10_000))
    revise_budget(
        books,
        joined.code,
        replace(joined, partners=(*joined.partners, part)),
        since=date(last, 11, 15),
        reason="Une association de plus porte le projet, par décision de l'assemblée",
        key=uuid5(joined.key, "joined"),
    )
