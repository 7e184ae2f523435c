"""What is said of people: a gift after a death, and what stays when somebody asks to be erased."""

from datetime import date
from typing import Final

from donations_app.domain.deaths import Death
from donations_app.i18n import N_, _, day, isolated

DEATHS: Final = {
    "after_death": N_(
        "{name} died on {day}, before this gift. A standing order goes on until the bank is told; what the heirs give is their own gift, and a legacy is none: ask them."
    ),
    "after_death_of_one": N_(
        "{name} died on {day}: a gift of a later day is the survivor's, and its receipt names the survivor alone. A standing order of the one who died goes on until the bank is told: ask whose gift it is."
    ),
}
KEPT: Final = {
    "receipts": N_("Tax receipts stay until {until} (LPF art. L102 E)."),
    "vouchers": N_("Accounting vouchers stay until {until} (C. com. art. L123-22)."),
    "mandates": N_("The mandate of a direct debit stays while it runs, and some months after: {until}."),
    "membership": N_("The name and address of a member stay while the membership lasts: {until}."),
    "organisation": N_("The name and address of an organisation are no personal data: {until}."),
}


def death_sentence(death: Death) -> str:
    """Return what a gift that is being recorded has to be warned of."""
    return _(DEATHS[death.code]).format(name=isolated(death.name), day=day(death.on))


def kept_sentence(code: str, until: date | None) -> str:
    """Return why name and address stay, and until when."""
    return _(KEPT[code]).format(until=day(until) if until else _("no end is known"))
