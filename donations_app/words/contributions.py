"""Valued contributions in the words of the chosen language."""

from typing import Final

from donations_app.i18n import N_

CONTRIBUTION_STATES: Final = {
    "waiting": N_("waits for its attestation"),
    "attested": N_("attested"),
    "withdrawn": N_("withdrawn"),
}
