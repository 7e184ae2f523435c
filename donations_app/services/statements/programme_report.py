"""The report of the programme for a period, from the books: axes, projects, places, people, money by origin.

Its amounts are whole euros. They are rounded project by project so that all add up: a project's parts to its
cost, the projects of an axis to the axis, the axes to the whole.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from donations_app.db.books import Books
from donations_app.db.queries.heads_on import heads_on
from donations_app.db.queries.programme import PartsOfPeriod, ProgrammeFacts, ProjectOfPeriod, programme_facts
from donations_app.db.queries.settings import OrganisationRow, organisation
from donations_app.document_words import Words, whole_euros
from donations_app.domain.counting import whole_parts
from donations_app.domain.errors import InputRefused, Problem
from donations_app.domain.money import Money
from donations_app.domain.reference import Axis
from donations_app.formats.reference import axes, name_of_place
from donations_app.formats.writing import placed
from donations_app.i18n import N_, NN_
from receipts.board import is_arabic
from receipts.programme import AxisCard, Panel, ReportContent, print_report
from receipts.tables import Cell, Column, Row, Table

LANGUAGES: Final = ("fr", "en", "ar")
_LOCALES: Final = {"fr": "fr-FR", "ar": "ar-MA", "en": "en-GB"}
_SHORT: Final = {
    "self_development": N_("Self-development of the territory"),
    "products": N_("Products and services"),
    "public_services": N_("Access to public services"),
    "environment": N_("Care of the environment"),
    "migrants": N_("Migrants' associations"),
    "promotion": N_("Sharing the experience"),
}
_PARTS: Final = (N_("private {amount}"), N_("public {amount}"), N_("before {amount}"), N_("to find {amount}"))
_PROJECTS: Final = NN_("{count} project", "{count} projects")
_ASSOCIATIONS: Final = NN_("{count} partner association", "{count} partner associations")
_MUNICIPALITIES: Final = NN_("{count} municipality", "{count} municipalities")
_PROVINCES: Final = NN_("{count} province", "{count} provinces")
_SERVED: Final = NN_("{count} person served", "{count} persons served")
_AND_OTHERS: Final = NN_("{titles}, and {count} other.", "{titles}, and {count} others.")
_LONGEST: Final = 55  # letters of the other name of an axis
_ORIGINS: Final = (N_("Private money"), N_("Public money"), N_("Came before the period"), N_("To find"))


@dataclass(frozen=True, slots=True)
class _Rounded:
    """Whole euros of one or several projects: private, public, before, left; they add up."""

    parts: tuple[int, int, int, int]
    cost: int

    @property
    def whole(self) -> int:
        return sum(self.parts)

    @classmethod
    def of(cls, one: ProjectOfPeriod) -> "_Rounded":
        amounts = (one.private, one.public, one.before, one.left)
        parts = whole_parts([amount.cents for amount in amounts], 100)
        return cls((parts[0], parts[1], parts[2], parts[3]), whole_euros(one.cost))

    @classmethod
    def total(cls, some: Iterable["_Rounded"]) -> "_Rounded":
        found = list(some)
        a, b, c, d = (sum(one.parts[n] for one in found) for n in range(4))
        return cls((a, b, c, d), sum(one.cost for one in found))


def write_programme_report(
    books: Books, path: Path, *, first: date, last: date, language: str, force: bool = False
) -> int:
    """Write the report to a file and return how many projects it tells of; as ``programme_report``.

    Raises:
        FileExists, FileUnwritable: the file cannot be written there.
    """
    with placed(path, force=force) as file:
        content, count = _content(books, first, last, language)
        file.write(print_report(content).content)
    return count


def programme_report(books: Books, *, first: date, last: date, language: str) -> bytes:
    """Return the report as a PDF; the same books, days and language give the same bytes.

    Args:
        books: where to read; one consistent view.
        first: day of the period.
        last: day of the period, on which costs and rules are looked at.
        language: ``fr``, ``en`` or ``ar``.

    Raises:
        InputRefused: the period ends before it begins.
        Incomplete: the books have no organisation.
    """
    return print_report(_content(books, first, last, language)[0]).content


def _content(books: Books, first: date, last: date, language: str) -> tuple[ReportContent, int]:
    if last < first:
        raise InputRefused([Problem("to", "ends_before_start", last.isoformat())])
    with books.read() as session:
        facts = programme_facts(session, first, last)
        us = organisation(session, last)
        heads = [one for one in heads_on(session, last) if one[1]]
    report = _Report(facts, us, heads, first, last, language)
    return report.content(), len(facts.projects)


class _Report:
    """Says the facts in the language of the report."""

    def __init__(
        self,
        facts: ProgrammeFacts,
        us: OrganisationRow,
        heads: list[tuple[str, int, str]],
        first: date,
        last: date,
        language: str,
    ) -> None:
        self.facts, self.us, self.heads, self.first, self.last = facts, us, heads, first, last
        self.words, self.language = Words(language), language
        self.rounded = {one.code: _Rounded.of(one) for one in facts.projects}
        self.whole = _Rounded.total(self.rounded.values())

    def content(self) -> ReportContent:
        """Return all of it."""
        words = self.words
        other = Words("fr" if self.language == "ar" else "ar")
        journals = words.listed(
            words(N_("journal {code} n° {n}"), code=words.piece(code), n=words.whole(n))
            for code, n, _head in self.heads
        )
        foot = words(N_("Figures of the books on {day}"), day=words.day(self.last))
        return ReportContent(
            language=_LOCALES[self.language],
            organisation=words.piece(self.us.name),
            title=self._title(),
            subtitle=words(
                N_("Report of the programme, {first} to {last}"),
                first=words.month(self.first), last=words.month(self.last),
            ),
            figures=self._figures(),
            axes=tuple(self._axis(axis, other) for axis in axes()),
            money_title=words(N_("Where the money comes from")),
            money_note=self._note(),
            money=tuple(self._money()),
            panels=(self._panel(words), self._panel(other)),
            tables=(self._projects(), self._places()),
            foot=words.listed((foot, journals)),
            page="\u2066{number} / {count}\u2069" if self.language == "ar" else "Page {number} / {count}",
            on=self.last,
        )  # fmt: skip

    def _title(self) -> str:
        """Return the title of the programme where all its projects are of one, else what the report is."""
        keys = {one.programme for one in self.facts.projects}
        titles = self.facts.programmes.get(keys.pop() or 0) if len(keys) == 1 else None
        if not titles:
            return self.words(N_("What was built together"))
        fr, en, ar = titles
        return {"en": en, "ar": ar}.get(self.language) or fr

    def _figures(self) -> tuple[tuple[str, str], ...]:
        words, projects = self.words, self.facts.projects
        associations = {ref for one in projects for ref in one.associations}
        municipalities = {one.municipality for one in projects if one.municipality}
        provinces = {one.province for one in projects if one.province}
        people = _people(projects)
        place = self._counted(_MUNICIPALITIES, len(municipalities))
        province = words.many(_PROVINCES, len(provinces))
        return (
            self._counted(_PROJECTS, len(projects)),
            self._counted(_ASSOCIATIONS, len(associations)),
            (place[0], words.listed((place[1], province))),
            self._counted(_SERVED, people) if people else ("–", words(N_("people served: unknown"))),
        )

    def _counted(self, forms: tuple[str, str], number: int) -> tuple[str, str]:
        """Return a number and the words that go with it, which are drawn apart."""
        figure = self.words.whole(number)
        told = self.words.many(forms, number)
        return figure, told.replace(f"({figure})", "").replace(figure, "").strip()

    def _axis(self, axis: Axis, other: Words) -> AxisCard:
        words = self.words
        some = [one for one in self.facts.projects if one.axis == axis.code]
        rounded = _Rounded.total(self.rounded[one.code] for one in some)
        people = _people(some)
        told = axis.name("ar")
        if self.language == "ar" or len(told) > _LONGEST:
            told = other(_SHORT[axis.code])
        return AxisCard(
            axis.code, words(_SHORT[axis.code]), told,
            self.language != "ar", tuple(self._sentences(some)), tuple(self._actions(axis, some)),
            self._counted(_PROJECTS, len(some)) if some else ("", ""),
            self._counted(_SERVED, people) if people else ("", ""),
            self._euros(rounded.cost) if some else "",
            _fractions(rounded), tuple(self._labels(rounded)) if some else (),
        )  # fmt: skip

    def _sentences(self, some: Sequence[ProjectOfPeriod]) -> Iterator[str]:
        """Yield what was done, with fewer and fewer titles: what has room is said."""
        if not some:
            yield self.words(N_("No project under this axis in the period."))
            return
        for shown in range(min(3, len(some)), 0, -1):
            told = self.words.joined(one.title(self.language) for one in some[:shown])
            more = len(some) - shown
            yield self.words.many(_AND_OTHERS, more, titles=told) if more else f"{told}."

    def _actions(self, axis: Axis, some: Sequence[ProjectOfPeriod]) -> Iterator[str]:
        """Yield the actions touched, with fewer and fewer names; an unknown one is none of the axis."""
        touched = {one.action for one in some}
        names = [one.name(self.language) for one in axis.actions if one.code in touched]
        for shown in range(len(names), 0, -1):
            more = len(names) - shown
            told = self.words.listed(names[:shown])
            yield f"{told} {self.words.piece(f'+{more}')}" if more else told

    def _labels(self, rounded: _Rounded) -> Iterator[str]:
        for message, amount in zip(_PARTS[:3], rounded.parts[:3], strict=True):
            if amount or message is not _PARTS[2]:
                yield self.words(message, amount=self._euros(amount))
        left = rounded.parts[3]
        yield (
            self.words(_PARTS[3], amount=self._euros(left)) if left else self.words(N_("all of it is found"))
        )

    def _euros(self, euros: int) -> str:
        return self.words.euros(Money(euros * 100))

    def _note(self) -> str:
        words = self.words
        told = words.many(
            NN_("cost of the project: {amount}", "cost of the {count} projects: {amount}"),
            len(self.facts.projects), amount=self._euros(self.whole.cost),
        )  # fmt: skip
        known = {axis.code for axis in axes()}
        outside = sum(self.rounded[one.code].cost for one in self.facts.projects if one.axis not in known)
        if not outside:
            return told
        return words.listed((told, words(N_("of it {amount} outside the axes"), amount=self._euros(outside))))

    def _money(self) -> Iterator[tuple[float, str, str]]:
        """Yield the origins; their percentages add up to 100,0."""
        whole = self.whole.whole
        tenths = whole_parts([part * 1000 for part in self.whole.parts], whole) if whole else [0] * 4
        for part, tenth, label in zip(self.whole.parts, tenths, _ORIGINS, strict=True):
            percent = self.words.tenths(tenth * 10)
            yield (
                part / whole if whole else 0.0,
                self._euros(part),
                self.words.listed((self.words(label), percent)),
            )

    def _panel(self, words: Words) -> Panel:
        parts = self.facts.parts
        asked = [words.percent(one, short=True) for one in parts.minimums] or [
            words.percent(1500, short=True)
        ]
        title = words(N_("Each association pays at least {percent} of its part"), percent=asked[0])
        if len(asked) > 1:
            message = N_("Each association pays at least {lowest} to {highest} of its part")
            title = words(message, lowest=asked[0], highest=asked[-1])
        return Panel(title, self._standing(words, parts), words.language == "ar")

    def _standing(self, words: Words, parts: PartsOfPeriod) -> str:
        told = words.many(
            NN_("Of {count} part, {reached} is there.", "Of {count} parts, {reached} are there."),
            parts.known, reached=words.whole(parts.reached),
        )  # fmt: skip
        if not parts.lacking:
            return told
        missing = (
            words.money(parts.missing) if parts.missing.cents < 100_00 else words.euros(_up(parts.missing))
        )
        lack = words.many(
            NN_("{count} lacks {amount}.", "{count} lack {amount}."), parts.lacking, amount=missing
        )
        monthly = words.euros(_up(Money(-(-parts.smallest.cents // 12))))
        name = parts.smallest_name
        small = words(
            N_("{amount} a month for a year are enough for that of {association}."),
            amount=monthly,
            association=name if is_arabic(name) else words.piece(name),
        )
        return f"{told} {lack} {small}"

    def _projects(self) -> Table:
        words = self.words
        columns = (
            Column(words(N_("Project")), 226), Column(words(N_("Place")), 150),
            Column(words(N_("Years")), 84), Column(words(N_("People")), 82, is_figure=True),
            Column(words(N_("Cost, €")), 70, is_figure=True), Column(words(N_("Private, €")), 66, is_figure=True),
            Column(words(N_("Public, €")), 66, is_figure=True), Column(words(N_("Before, €")), 60, is_figure=True),
            Column(words(N_("To find, €")), 76, is_figure=True),
        )  # fmt: skip
        note = words(N_("Private, public: what came in the period. Before: what came before it."))
        title = words(N_("The projects, axis by axis"))
        return Table("1", title, "", columns, tuple(self._project_rows()), (note,))

    def _project_rows(self) -> Iterator[Row]:
        known: list[tuple[str, str]] = [(axis.code, self.words(_SHORT[axis.code])) for axis in axes()]
        for code, name in (*known, ("", self.words(N_("Outside the axes")))):
            codes = {axis for axis, _name in known}
            some = [
                one for one in self.facts.projects if one.axis == code or (not code and one.axis not in codes)
            ]
            if not some:
                continue
            people = _people(some)
            rounded = _Rounded.total(self.rounded[one.code] for one in some)
            yield Row((Cell(name), Cell(), Cell(), self._count(people), *self._amounts(rounded)), "soft")
            for one in some:
                yield self._project(one)
        people = _people(self.facts.projects)
        total = (
            Cell(self.words(N_("In all"))),
            Cell(),
            Cell(),
            self._count(people),
            *self._amounts(self.whole),
        )
        yield Row(total, "total")

    def _project(self, one: ProjectOfPeriod) -> Row:
        words = self.words
        years = [str(day.year) if day else "…" for day in (one.starts_on, one.ends_on)]
        told = "–".join(dict.fromkeys(years)) if one.starts_on or one.ends_on else ""
        title = words.listed((one.title(self.language), words.piece(one.code)))
        people = self._count(one.people)
        place = self._place(one)
        cells = (Cell(title), Cell(place, tone="muted"), Cell(words.piece(told), tone="muted"), people)
        return Row((*cells, *self._amounts(self.rounded[one.code])))

    def _place(self, one: ProjectOfPeriod) -> str:
        names = (
            name_of_place("municipality", one.municipality, self.language),
            name_of_place("province", one.province, self.language),
        )
        return self.words.listed(dict.fromkeys(names))

    def _count(self, number: int | None) -> Cell:
        """Return a number; nothing where it is not known."""
        return Cell() if number is None else Cell(self.words.whole(number), number)

    def _amounts(self, rounded: _Rounded) -> Iterator[Cell]:
        for euros in (rounded.cost, *rounded.parts):
            yield Cell(self.words.whole(euros) if euros else "–", euros)

    def _places(self) -> Table:
        words = self.words
        columns = (
            Column(words(N_("Province")), 250), Column(words(N_("Municipality")), 330),
            Column(words(N_("Projects")), 90, is_figure=True), Column(words(N_("People")), 100, is_figure=True),
            Column(words(N_("Cost, €")), 110, is_figure=True),
        )  # fmt: skip
        return Table("2", words(N_("The places")), "", columns, tuple(self._place_rows()))

    def _place_rows(self) -> Iterator[Row]:
        found: dict[tuple[str, str], list[ProjectOfPeriod]] = {}
        for one in self.facts.projects:
            names = [
                name_of_place(field, getattr(one, field), self.language)
                for field in ("province", "municipality")
            ]
            found.setdefault((names[0], names[1]), []).append(one)
        before = None
        for (province, municipality), some in sorted(found.items()):
            people = _people(some)
            cost = sum(self.rounded[one.code].cost for one in some)
            shown = "" if province == before else province or self.words(N_("no province"))
            before = province
            amount = Cell(self.words.whole(cost), cost)
            first = Cell(shown, province, tone="strong")
            yield Row((first, Cell(municipality), self._count(len(some)), self._count(people), amount))
        people = _people(self.facts.projects)
        cost_of_all = Cell(self.words.whole(self.whole.cost), self.whole.cost)
        count = self._count(len(self.facts.projects))
        yield Row((Cell(self.words(N_("In all"))), Cell(), count, self._count(people), cost_of_all), "total")


def _people(some: Iterable[ProjectOfPeriod]) -> int | None:
    """Return how many people are served as far as it is stated; none where no project states it."""
    stated = [one.people for one in some if one.people is not None]
    return sum(stated) if stated else None


def _up(amount: Money) -> Money:
    """Return an amount in whole euros, rounded up: less would not be enough."""
    return Money(-(-amount.cents // 100) * 100)


def _fractions(rounded: _Rounded) -> tuple[float, ...]:
    return tuple(part / rounded.whole if rounded.whole else 0.0 for part in rounded.parts)
