"""Runs before the packed program: what it starts in its turn must not meet the libraries packed with it."""

import os
import sys

# The loader of the system reads this once, at the start of a process; a browser, a printer's dialog or pg_dump
# that is started from here finds its own libraries again.
if (_before := os.environ.pop("LD_LIBRARY_PATH_ORIG", None)) is not None:
    os.environ["LD_LIBRARY_PATH"] = _before
else:
    os.environ.pop("LD_LIBRARY_PATH", None)
os.environ["PYINSTALLER_RESET_ENVIRONMENT"] = "1"  # and another one of this program begins anew
if sys.stdout is None or sys.stderr is None:  # of a program of Windows that has a window alone
    sys.stdout = sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123 -- as long as it runs
