"""Here the pages themselves are the subject: each is made anew."""

import pytest


@pytest.fixture(autouse=True)
def _pages_are_made_anew(made_anew: None) -> None:
    """No base is one that another test had made."""
