"""What a passphrase must be that keeps a backup from whoever finds it."""

from typing import Final

LEAST, DIFFERENT = 12, 5  # letters, and letters that are not the same
LONGEST: Final = 4096


def problem_of(passphrase: str, again: str) -> str:
    """Return what stands against a new passphrase, as the code of a problem; nothing where nothing does.

    Args:
        passphrase: as it was typed; no letter of it is left out.
        again: typed once more, unseen.
    """
    if len(passphrase) < LEAST or len(set(passphrase)) < DIFFERENT:
        return "passphrase_short"
    return "" if passphrase == again else "passphrase_differs"
