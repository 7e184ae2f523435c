"""Reference data that ships with the program: axes and actions, partners, provinces and municipalities."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Named:
    """A code and its names."""

    code: str
    fr: str
    en: str = ""
    ar: str = ""

    def name(self, language: str) -> str:
        """Return the name in ``language``, or in French where there is none."""
        return {"en": self.en, "ar": self.ar}.get(language) or self.fr


@dataclass(frozen=True, slots=True)
class Axis(Named):
    """An axis of the programme with its actions."""

    actions: tuple[Named, ...] = ()


@dataclass(frozen=True, slots=True)
class Municipality(Named):
    """A municipality of one of the six provinces, by its official code of 2024."""

    province: str = ""
    type: str = ""  # rural or urban


@dataclass(frozen=True, slots=True)
class Partner(Named):
    """Who pays for projects, publicly or privately."""

    kind: str = ""  # public or private
