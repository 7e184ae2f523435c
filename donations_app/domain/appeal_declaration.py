"""The declaration of an appeal to the public's generosity, made to the prefect before it: as far as the books know it.

Loi 91-772 art. 3, decree 2019-504 (read 2026-11, in secondary sources; service-public F34245): whoever appeals declares
it beforehand at the prefecture of the department of the seat, where gifts by appeals passed the threshold in one of the
two fiscal years before or in the current one. Neither the text on what the declaration holds nor a form of it was
read: what is to be written by hand is named, and whoever hands it in compares it with what the prefecture asks for.
"""

from collections.abc import Iterator
from datetime import date
from typing import Final

from msgspec import Struct

from donations_app.domain.appeals import Appeals
from donations_app.domain.errors import Problem
from donations_app.domain.statements import Heading

MEANS: Final = ("letters", "e_mail", "website", "collection", "events", "press", "networks", "phone")
# what nobody but a person can write: the cause of art. 3, where it takes place, the share of others
BY_HAND: Final = ("cause", "places", "others", "signature")
_LONGEST: Final = 600  # letters of what it is for


def department_of(postcode: str) -> str:
    """Return the first digits of a French postcode that say the department: two, three overseas.

    >>> [department_of(one) for one in ("13016", "97400", "20090")]
    ['13', '974', '20']
    """
    return postcode[:3] if postcode.startswith(("97", "98")) else postcode[:2]


class AppealDraft(Struct, frozen=True):
    """What somebody says of an appeal.

    Attributes:
        first_on, last_on: of the appeal.
        purpose: what the money is for, in the words of the association; may be empty.
        projects: their codes; each once.
        means: of ``MEANS``.
    """

    first_on: date
    last_on: date
    purpose: str = ""
    projects: tuple[str, ...] = ()
    means: tuple[str, ...] = ()

    def problems(self) -> Iterator[Problem]:
        """Yield what stands against the declaration."""
        if self.last_on < self.first_on:
            yield Problem("last_on", "ends_before_start", self.last_on.isoformat())
        if len(self.purpose) > _LONGEST:
            yield Problem("purpose", "text_too_long", self.purpose[:20])
        for one in self.means:
            if one not in MEANS:
                yield Problem("means", "choice_unknown", one, {"choices": MEANS})


class AppealDeclaration(Struct, frozen=True, kw_only=True):
    """The declaration, with the facts of the association of its day."""

    heading: Heading  # its year is that in which the appeal begins
    address: tuple[str, ...]
    postcode: str
    contact: tuple[str, ...]  # phone, e-mail, site: those that are known
    object: str
    representative: str  # name and title of who may sign that day; empty where nobody may
    draft: AppealDraft
    projects: tuple[tuple[str, str], ...]  # code and French title
    appeals: Appeals

    @property
    def department(self) -> str:
        """The department of the seat."""
        return department_of(self.postcode)

    @property
    def has_begun(self) -> bool:
        """Whether the appeal begins on the day of the declaration or before: it is declared beforehand."""
        return self.draft.first_on <= self.heading.printed_on

    @property
    def to_complete(self) -> tuple[str, ...]:
        """What is left to be written by hand."""
        asked = {
            "representative": not self.representative,
            "purpose": not (self.draft.purpose.strip() or self.projects),
            "means": not self.draft.means,
        }
        return (*(name for name, is_open in asked.items() if is_open), *BY_HAND)
