"""Closing fiscal years: what is looked at before, the closing itself, and what it froze held against the books."""
