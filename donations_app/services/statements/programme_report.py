"""The report of the programme for a period, from the books: axes, projects, places, people, money by origin."""

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Final

from donations_app.db.books import Books
from donations_app.db.queries.heads_on import heads_on
from donations_app.db.queries.programme import PartsOfPeriod, ProjectOfPeriod, programme_facts
from donations_app.db.queries.settings import organisation
from donations_app.domain.counting import whole_parts
from donations_app.domain.errors import InputRefused, Problem
from donations_app.domain.money import Money
from donations_app.domain.reference import Axis
from donations_app.domain.translated import translated
from donations_app.formats.reference import axes
from donations_app.formats.writing import placed
from donations_app.i18n import N_, NN_
from donations_app.services.statements.programme_figures import SHORT, Rounded, people_of
from donations_app.services.statements.programme_tables import ProgrammeTables
from donations_app.words.documents import Words
from receipts.board import is_arabic
from receipts.programme import AxisCard, Panel, ReportContent, print_report

LANGUAGES: Final = ("fr", "en", "ar")
_PARTS: Final = (N_("private {amount}"), N_("public {amount}"), N_("before {amount}"), N_("to find {amount}"))
_PROJECTS: Final = NN_("{count} project", "{count} projects")
_ASSOCIATIONS: Final = NN_("{count} partner association", "{count} partner associations")
_MUNICIPALITIES: Final = NN_("{count} municipality", "{count} municipalities")
_PROVINCES: Final = NN_("{count} province", "{count} provinces")
_SERVED: Final = NN_("{count} person served", "{count} people served")
_AND_OTHERS: Final = NN_("{titles}, and {count} other.", "{titles}, and {count} others.")
_LONGEST: Final = 55  # letters of the other name of an axis
_ORIGINS: Final = (N_("Private money"), N_("Public money"), N_("Came before the period"), N_("To find"))


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


class _Report(ProgrammeTables):
    """Says the facts in the language of the report."""

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
            language=words.locale,
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
            tables=(self.projects(), self.places()),
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
        return translated(self.language, *titles)

    def _figures(self) -> tuple[tuple[str, str], ...]:
        words, projects = self.words, self.facts.projects
        associations = {ref for one in projects for ref in one.associations}
        municipalities = {one.municipality for one in projects if one.municipality}
        provinces = {one.province for one in projects if one.province}
        people = people_of(projects)
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
        rounded = Rounded.total(self.rounded[one.code] for one in some)
        people = people_of(some)
        told = axis.name("ar")
        if self.language == "ar" or len(told) > _LONGEST:
            told = other(SHORT[axis.code])
        return AxisCard(
            axis.code, words(SHORT[axis.code]), told,
            self.language != "ar", tuple(self._sentences(some)), tuple(self._actions(axis, some)),
            self._counted(_PROJECTS, len(some)) if some else ("", ""),
            self._counted(_SERVED, people) if people else ("", ""),
            self.euros(rounded.cost) if some else "",
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

    def _labels(self, rounded: Rounded) -> Iterator[str]:
        for message, amount in zip(_PARTS[:3], rounded.parts[:3], strict=True):
            if amount or message is not _PARTS[2]:
                yield self.words(message, amount=self.euros(amount))
        left = rounded.parts[3]
        yield (
            self.words(_PARTS[3], amount=self.euros(left)) if left else self.words(N_("all of it is found"))
        )

    def _note(self) -> str:
        words = self.words
        told = words.many(
            NN_("cost of the project: {amount}", "cost of the {count} projects: {amount}"),
            len(self.facts.projects), amount=self.euros(self.whole.cost),
        )  # fmt: skip
        known = {axis.code for axis in axes()}
        outside = sum(self.rounded[one.code].cost for one in self.facts.projects if one.axis not in known)
        if not outside:
            return told
        return words.listed((told, words(N_("of it {amount} outside the axes"), amount=self.euros(outside))))

    def _money(self) -> Iterator[tuple[float, str, str]]:
        """Yield the origins; their percentages add up to 100,0."""
        whole = self.whole.whole
        tenths = (
            whole_parts([part * 1000 for part in self.whole.parts], whole, cuts_first=True)
            if whole
            else [0] * 4
        )
        for part, tenth, label in zip(self.whole.parts, tenths, _ORIGINS, strict=True):
            percent = self.words.tenths(tenth)
            yield (
                part / whole if whole else 0.0,
                self.euros(part),
                self.words.listed((self.words(label), percent)),
            )

    def _panel(self, words: Words) -> Panel:
        parts = self.facts.parts
        asked = [words.limit_percent(one) for one in parts.minimums] or [words.limit_percent(1500)]
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
            N_("{amount} a month for a year are enough for the nearest one: {association}."),
            amount=monthly,
            association=name if is_arabic(name) else words.piece(name),
        )
        return f"{told} {lack} {small}"


def _up(amount: Money) -> Money:
    """Return an amount in whole euros, rounded up: less would not be enough."""
    return Money(-(-amount.cents // 100) * 100)


def _fractions(rounded: Rounded) -> tuple[float, ...]:
    return tuple(part / rounded.whole if rounded.whole else 0.0 for part in rounded.parts)
