"""How a receipt reaches its donor, and what became of it."""

from typing import Final

CHANNELS: Final = ("post", "email")
OUTCOMES: Final = ("sent", "failed")
