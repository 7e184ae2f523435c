"""What is so on Unix alone: rights as bits, pipes with names, links that anybody may make."""

import os
import stat
from pathlib import Path

import pytest

only_posix = pytest.mark.skipif(
    os.name == "nt", reason="Windows has rights in lists, and neither such pipes nor links for everybody"
)


def is_private(path: Path) -> bool:
    """Tell whether only its user reads and writes a file; on Windows the folder of the user sees to that."""
    return os.name == "nt" or stat.S_IMODE(path.stat().st_mode) == 0o600
