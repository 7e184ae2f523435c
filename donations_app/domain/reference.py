"""Reference data that ships with the program: axes and actions, partners, provinces and municipalities."""

from collections.abc import Iterable, Iterator, Sequence
from difflib import get_close_matches
from typing import Final

from msgspec import Struct

from donations_app.domain.errors import Problem
from donations_app.domain.folding import fold
from donations_app.domain.translated import translated

_NEAR: Final = 3  # names told beside one that is unknown


class Named(Struct, frozen=True):
    """A code and its names."""

    code: str
    fr: str
    en: str = ""
    ar: str = ""

    def name(self, language: str) -> str:
        """Return the name in ``language``, or in French where there is none."""
        return translated(language, self.fr, self.en, self.ar)


class Axis(Named, frozen=True):
    """An axis of the programme with its actions."""

    actions: tuple[Named, ...] = ()


class Municipality(Named, frozen=True):
    """A municipality of one of the six provinces, by its official code of 2024."""

    province: str = ""
    type: str = ""  # rural or urban


class Partner(Named, frozen=True):
    """Who pays for projects, publicly or privately."""

    kind: str = ""  # public, private, or regranted: public money that it passes on
    source: str = ""  # of what is said here; empty: the brochure of the association
    read_on: str = ""


class Territory(Struct, frozen=True):
    """The axes of the programme and where its projects lie."""

    axes: tuple[Axis, ...]
    provinces: tuple[Named, ...]
    municipalities: tuple[Municipality, ...]

    def problems(
        self, axis: str, province: str, municipality: str, *, action: str = "", language: str
    ) -> Iterator[Problem]:
        """Yield what a project names that is not there, by its name; what is left empty names nothing.

        Args:
            axis: code.
            action: code, of that axis.
            province: official code.
            municipality: official code.
            language: of the names told beside it.
        """
        if axis and axis not in (one.code for one in self.axes):
            yield self._axis_problem(axis, language)
        elif action:
            yield from self._action_problems(axis, action, language)
        if province and province not in (one.code for one in self.provinces):
            yield Problem("province", "province_unknown", province, _choices(self.provinces, language))
        if municipality:
            yield from self._municipality_problems(province, municipality, language)

    def like(self, typed: str, *, province: str = "", most: int = 20) -> list[Municipality]:
        """Return municipalities, by their French names, of which each word typed begins a word of a name.

        Args:
            typed: some letters; nothing finds nothing.
            province: official code of the only one looked in; empty for all.
            most: how many at the most.
        """
        words = fold(typed).split()
        found = [
            one
            for one in self.municipalities
            if words and province in ("", one.province) and _begins(words, " ".join(_names(one)).split())
        ]
        return sorted(found, key=lambda one: fold(one.fr))[:most]

    def _axis_problem(self, text: str, language: str) -> Problem:
        for axis in self.axes:
            if named(text, axis.actions):
                return Problem("axis", "axis_is_action", text, {"axis": axis.name(language)})
        return Problem("axis", "axis_unknown", text, _choices(self.axes, language))

    def _action_problems(self, axis: str, text: str, language: str) -> Iterator[Problem]:
        own = next((one for one in self.axes if one.code == axis), None)
        if own and text in (one.code for one in own.actions):
            return
        if found := named(text, self.axes):
            yield Problem("action", "action_is_axis", found.name(language))
            return
        for other in self.axes:
            if found := named(text, other.actions):
                told = {"axis": other.name(language), "own": own.name(language) if own else ""}
                yield Problem(
                    "action", "action_elsewhere" if own else "action_alone", found.name(language), told
                )
                return
        every = [one for each in ([own] if own else self.axes) for one in each.actions]
        near = _near(text, every, language) or [one.name(language) for one in (own.actions if own else ())]
        yield (
            Problem("action", "action_unknown", text, {"choices": tuple(near)})
            if near
            else Problem("action", "action_nothing", text)
        )

    def axis_of(self, action: str) -> str:
        """Return the code of the one axis that an action belongs to, or nothing where it is of none or several."""
        found = [axis.code for axis in self.axes if named(action, axis.actions)]
        return found[0] if len(found) == 1 else ""

    def action_of(self, axis: str, action: str) -> str:
        """Return the code of an action of an axis, by its code or a name; of another axis its code; else the text."""
        own = [one for each in self.axes if each.code == axis for one in each.actions]
        found = named(action, own) or named(action, [one for each in self.axes for one in each.actions])
        return found.code if found else action

    def _municipality_problems(self, province: str, text: str, language: str) -> Iterator[Problem]:
        found = next((one for one in self.municipalities if one.code == text), None)
        if found is None:
            near = _near(text, self.municipalities, language)
            yield (
                Problem("municipality", "municipality_like", text, {"choices": tuple(near)})
                if near
                else Problem("municipality", "municipality_unknown", text)
            )
            return
        names = {one.code: one.name(language) for one in self.provinces}
        if province in names and found.province != province:
            own = {"province": names[province], "own": names[found.province]}
            yield Problem("municipality", "municipality_elsewhere", found.name(language), own)


def named(text: str, known: Iterable[Named]) -> Named | None:
    """Return what a text names by its code or by a name in any language, however it is accented."""
    folded = fold(text)
    return next((one for one in known if folded in _names(one)), None) if folded else None


def _begins(typed: Iterable[str], words: Sequence[str]) -> bool:
    return all(any(word.startswith(one) for word in words) for one in typed)


def _names(one: Named) -> tuple[str, ...]:
    return fold(one.code), fold(one.fr), fold(one.en), fold(one.ar)


def _choices(known: Iterable[Named], language: str) -> dict[str, tuple[str, ...]]:
    return {"choices": tuple(one.name(language) for one in known)}


def _near(text: str, known: Iterable[Named], language: str) -> list[str]:
    by_name = {name: one.name(language) for one in known for name in (fold(one.fr), fold(one.ar))}
    found = get_close_matches(fold(text), by_name, _NEAR, 0.75)
    return list(dict.fromkeys(by_name[name] for name in found))
