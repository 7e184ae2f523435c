"""Starts the program: the window without a command, else the command."""

import sys


def main() -> int:
    """Hand over to the command line."""
    try:
        from donations_app.cli import main as start
    except ImportError as error:
        sys.stderr.write(
            f"{error}\n"
            "Tiwizi n'est pas installé ici : tapez  sh run  dans ce dossier.\n"
            "Tiwizi is not installed here: type  sh run  in this folder.\n"
        )
        return 2
    return start(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
