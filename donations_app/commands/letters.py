"""``letters show|load|preview``: the letters of thanks, and those about dues."""

from pathlib import Path
from typing import Any

from donations_app.commands.call import Answer, Call, add_command, add_group, file_option
from donations_app.commands.summaries import summary
from donations_app.domain.letters import OCCASIONS, Letter
from donations_app.domain.parties import LANGUAGES
from donations_app.formats.letters import letter_text, read_letter
from donations_app.formats.writing import placed
from donations_app.i18n import _, isolated
from donations_app.services.deliveries.letters import letter_in_force, preview, save_template


def add(commands: Any, name: str) -> None:
    """Add the commands."""
    kinds = add_group(commands, name, summary(name), "show|load|preview")
    shown = add_command(kinds, "show", _("the letters in force, as files to edit"), show)
    shown.add_argument("--language", choices=LANGUAGES)
    loaded = add_command(kinds, "load", _("take the letter of a file"), load, writes=True)
    loaded.add_argument("file", type=Path, metavar="FILE.txt")
    loaded.add_argument("--language", choices=LANGUAGES, required=True)
    previewed = add_command(kinds, "preview", _("a letter with an example in its holes"), preview_letter)
    previewed.add_argument("--language", choices=LANGUAGES, required=True)
    previewed.add_argument(
        "--file", type=Path, metavar="FILE.txt", help=_("of this file, before it is loaded")
    )
    previewed.add_argument("--out", type=file_option("pdf"), required=True, metavar="FILE.pdf")
    previewed.add_argument("--force", action="store_true")
    for each in (shown, loaded, previewed):
        each.add_argument("--occasion", choices=OCCASIONS[1:], default="", help=_("thanks, if not given"))


def show(call: Call) -> Answer:
    """Show the letters in force on the day."""
    wanted = [call.options.language] if call.options.language else LANGUAGES
    with call.books(read_only=True).read() as session:
        letters = [
            letter_in_force(session, language, call.today, call.options.occasion) for language in wanted
        ]
    return Answer({"letters": [_data(letter) for letter in letters]}, [letter_text(one) for one in letters])


def _data(letter: Letter) -> dict[str, Any]:
    return {
        "occasion": letter.occasion or "thanks",
        "language": letter.language,
        "subject": letter.subject,
        "body": letter.body,
        "version": letter.version,
        "valid_from": letter.valid_from.isoformat() if letter.valid_from else None,
        "shipped": letter.version == 0,
    }


def load(call: Call) -> Answer:
    """Take the letter of a file; it holds from the day on."""
    options = call.options
    draft = read_letter(options.file, options.language, options.occasion)
    with call.acting().read() as session:
        seen = letter_in_force(session, options.language, call.today, options.occasion)
    saved = save_template(call.acting(), draft, seen=seen)
    return Answer(_data(saved), [_("The letter is saved.")])


def preview_letter(call: Call) -> Answer:
    """Write a letter with an example in its holes."""
    options = call.options
    if options.file:
        draft = read_letter(options.file, options.language, options.occasion)
    else:
        with call.books(read_only=True).read() as session:
            letter = letter_in_force(session, options.language, call.today, options.occasion)
        draft = letter.draft
    content = preview(call.books(read_only=True), draft)
    with placed(options.out, force=options.force) as file:
        file.write(content)
    told = _("Written: {path}").format(path=isolated(str(options.out)))
    return Answer({"language": options.language, "file": str(options.out)}, [told])
