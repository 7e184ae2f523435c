"""Projects of one line of which a file says nothing out of the ordinary: nearly all lines of a file of projects.

They say what a ``ProjectDraft`` says, in a tenth of its time and room; ``whole`` makes one of it. What a plain project
may be is told here, narrower than what is allowed: whatever is not plain goes the long way.
"""

from datetime import date
from typing import Any, Final, NamedTuple
from uuid import UUID

from donations_app.domain.errors import Problem
from donations_app.domain.fingerprints import digest_said, form_of
from donations_app.domain.money import Money
from donations_app.domain.projects import PartnerDraft, ProjectDraft, period_problems

_BEFORE_PARTNERS: Final = 10  # fields


class PlainProject(NamedTuple):
    """A project in euros, of one carrier at most, under the usual rule, sound by itself.

    The fields are those of ``ProjectDraft``, in its order, and what its partners say.
    """

    code: str
    title_fr: str
    cost: Money
    title_en: str
    title_ar: str
    axis: str
    municipality: str
    province: str
    starts_on: date | None
    ends_on: date | None
    association: str
    part: Money  # of the cost; 0: not stated

    @property
    def ref(self) -> str:
        """The code, by which its key is made."""
        return self.code

    def problems(self, *, today: date) -> list[Problem]:
        """Return nothing: whoever made it looked."""
        del today
        return []

    def fingerprint(self) -> str:
        """Return the fingerprint of the whole draft."""
        partners = _PARTNERS % (self.association, self.part) if self.association else "()"
        return digest_said(_ASKED % (*self[:_BEFORE_PARTNERS], partners))

    def whole(self, key: UUID) -> ProjectDraft:
        """Return the project as any other, under a key."""
        said: dict[str, Any] = dict(zip(self._fields[:_BEFORE_PARTNERS], self, strict=False))
        partners = (PartnerDraft(association=self.association, cost=self.part),) if self.association else ()
        return ProjectDraft(key=key, **said, partners=partners)


# what ``repr`` writes, the partners as a text of their own
_ASKED: Final = "%s".join(
    form_of(ProjectDraft, (*PlainProject._fields[:_BEFORE_PARTNERS], "partners")).rsplit("%r", 1)
)
_PARTNERS: Final = "(PartnerDraft(association=%r, cost=%r, foreign_minor=None),)"


def is_sound(one: PlainProject) -> bool:
    """Tell whether nothing stands against saving a project whose texts, amounts and days are sound."""
    return (
        one.part <= one.cost
        and (bool(one.association) or not one.part)
        and not any(period_problems(one.starts_on, one.ends_on))
    )
