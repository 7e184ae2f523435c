"""Where money comes from, in one word each, for pages, the command line and documents."""

from typing import Final

from donations_app.i18n import N_

ORIGINS: Final[dict[str, str]] = {  # of ``domain.private_share.MONEY_ORIGINS``
    "private": N_("private"),
    "public": N_("public"),
    "regranted": N_("public (passed on)"),
}
BY_THE_PAYER: Final = N_("by the kind of the payer")  # where nothing was stated
NOT_STATED: Final = N_("not stated")  # of money by which one looks for it
