"""Starts the program: the window without a command, else the command."""

import sys


def main() -> int:
    """Hand over to the command line; a packed program may be asked to read a file for another one of itself."""
    try:
        from donations_app.packed import APART, is_packed

        if is_packed() and sys.argv[1:] == [APART]:
            from donations_app.apart import serve

            serve()
            return 0
        from donations_app.cli import entry
    except ImportError as error:
        start_with = "run.cmd" if sys.platform == "win32" else "sh run"
        sys.stderr.write(
            f"{error}\n"
            f"Tiwizi n'est pas installé ici : tapez  {start_with}  dans ce dossier.\n"
            f"Tiwizi is not installed here: type  {start_with}  in this folder.\n"
        )
        return 2
    except KeyboardInterrupt:
        return 1  # nothing is there yet that could say so
    return entry()


if __name__ == "__main__":
    sys.exit(main())
