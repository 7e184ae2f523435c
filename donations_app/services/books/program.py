"""Which program this is."""

from importlib.metadata import PackageNotFoundError, version


def program() -> str:
    """Return the name and the version of this program; the name alone where it was not installed."""
    try:
        return f"Tiwizi {version('tiwizi')}"
    except PackageNotFoundError:
        return "Tiwizi"
