"""Where associations are, to choose by: one of six provinces, and a municipality of which one types some letters."""

from collections.abc import Mapping

from PySide6.QtCore import QSignalBlocker

from donations_app.formats.reference import municipalities, name_of_place, provinces, territory
from donations_app.i18n import _, count, language
from donations_app.ui.widgets.choices import Choice
from donations_app.ui.widgets.sought import SoughtBox
from donations_app.ui.widgets.views import FilledBox


class Where:
    """Two fields that narrow a list by place; neither is there where nobody of the books has one.

    Attributes:
        province: one of the six.
        municipality: of the chosen province, or of any; one of another province is taken off.
    """

    def __init__(self) -> None:
        self.province = FilledBox({"": _("Every province")}, _("Province"))
        self.municipality = SoughtBox(
            self._search, _choice, every=_("Every municipality in Morocco"), name=_("Municipality in Morocco")
        )
        self.province.chosen.connect(lambda *_: self._keep_within())
        for field in self.fields().values():
            field.hide()

    def fields(self) -> dict[str, FilledBox | SoughtBox]:
        """Return both by what they ask for."""
        return {"province": self.province, "municipality": self.municipality}

    def offer(self, in_province: Mapping[str, int]) -> None:
        """Offer the provinces with how many are in each, and be there where somebody is in one."""
        names = {one.code: one.name(language()) for one in provinces()}
        numbers = {code: count(in_province.get(code, 0)) for code in names}
        self.province.fill({"": _("Every province")} | names, numbers)
        is_there = any(in_province.values())
        for field in self.fields().values():
            field.setVisible(is_there or bool(field.value()))

    def lets_through(self, municipality: str, province: str) -> bool:
        """Tell whether somebody of this place is asked for."""
        asked = (self.municipality.value(), municipality), (self.province.value(), province)
        return all(wanted in ("", code) for wanted, code in asked)

    def _search(self, typed: str) -> list[Choice]:
        found = territory().like(typed, province=self.province.value())
        return [choice for one in found if (choice := _choice(one.code)) is not None]

    def _keep_within(self) -> None:
        own, wanted = _province_of(self.municipality.value()), self.province.value()
        if own and wanted not in ("", own):
            with QSignalBlocker(self.municipality):
                self.municipality.choose_first()


def _province_of(municipality: str) -> str:
    return next((one.province for one in municipalities() if one.code == municipality), "")


def _choice(code: str) -> Choice | None:
    """Return a municipality with its province, as it is shown; ``None`` of a code that names none."""
    province = _province_of(code)
    if not province:
        return None
    said = language()
    name = name_of_place("municipality", code, said)
    return Choice(code, name, name_of_place("province", province, said))
