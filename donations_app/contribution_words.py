"""Valued contributions and the origin of money in the words of the chosen language."""

from typing import Final

from donations_app.i18n import N_

CONTRIBUTION_STATES: Final = {
    "waiting": N_("waits for its attestation"),
    "attested": N_("attested"),
    "withdrawn": N_("withdrawn"),
}
ORIGINS: Final = {
    "private": N_("private money"),
    "public": N_("public money"),
    "regranted": N_("public money passed on"),
    "": N_("by the kind of the payer"),
}
ORIGINS_TOLD: Final = ORIGINS | {"unknown": N_("not stated")}  # by which money is looked for
