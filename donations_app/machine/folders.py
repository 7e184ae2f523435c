"""The folders of the user for what is the program's own; Windows would name an author in them, who is left out."""

from pathlib import Path
from typing import Final

import platformdirs

_NAME: Final = "tiwizi"


def data_folder() -> Path:
    """Return where books, backups and what is noted of them lie."""
    return Path(platformdirs.user_data_dir(_NAME, appauthor=False))


def config_folder() -> Path:
    """Return where habits and what is half typed lie."""
    return Path(platformdirs.user_config_dir(_NAME, appauthor=False))


def log_folder() -> Path:
    """Return where the details of mistakes of the program lie."""
    return Path(platformdirs.user_log_dir(_NAME, appauthor=False))
