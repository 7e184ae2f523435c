"""What was done with a receipt, told once an attempt, the last first."""

from datetime import UTC, datetime

import pytest

from donations_app.domain.deliveries import Delivery
from donations_app.ui.receipts.sending.sent_words import attempts


def delivery(channel: str, outcome: str) -> Delivery:
    return Delivery(channel, "", datetime(2026, 1, 12, tzinfo=UTC), outcome, "")


@pytest.mark.parametrize(
    ("done", "told"),
    [("be se", "se"), ("be fe be se", "fe se"), ("be", "be"), ("be be se", "be se"), ("be sp", "be sp"),
     ("sp", "sp"), ("be fe be", "fe be"), ("", "")],
)  # fmt: skip
def test_the_beginning_of_an_e_mail_is_told_only_while_its_end_is_not_known(done: str, told: str) -> None:
    outcomes, channels = {"b": "begun", "s": "sent", "f": "failed"}, {"e": "email", "p": "post"}
    several = [delivery(channels[code[1]], outcomes[code[0]]) for code in done.split()]
    found = [f"{one.outcome[0]}{one.channel[0]}" for one in attempts(several)]
    assert found == told.split()
