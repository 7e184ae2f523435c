"""Why a file of others is not taken, and what to do."""

from typing import Final

from donations_app.i18n import N_
from donations_app.words.bank_files import REFUSALS

FILES: Final[dict[str, str]] = REFUSALS | {
    "file_missing": N_("There is no file {path}."),
    "folder_missing": N_(
        "There is no folder {path}. Is the stick plugged in, or the disk of the network there?"
    ),
    "fec_separator": N_(
        "{path} is no file of entries: its first line has not eighteen headings parted by tabs or by |."
    ),
    "not_a_file": N_("{path} is a folder or a device, not a file."),
    "password_line": N_("Line {line} of {path} says no login and password: write LOGIN:PASSWORD."),
    "file_empty": N_("The file {path} is empty."),
    "file_too_large": N_("The file {path} is above {detail} MiB. Split it."),
    "too_much_memory": N_(
        "Reading {path} takes more than {detail} MiB of memory. Save a list as CSV, split it, or take more with --lines."
    ),
    "too_much_time": N_(
        "Reading {path} takes more than {detail} seconds of the processor. Save a list as CSV, split it, or take more with --lines."
    ),
    "reader_ended": N_("What was reading {path} broke off ({detail}): the file is damaged. Get it anew."),
    "too_many_faults": N_(
        "{path} has more than {detail} faults up to line {line}. It is hardly the file that is meant."
    ),
    "file_unreadable": N_(
        "The file {path} cannot be read ({detail}). Close it in other programs and try again."
    ),
    "encoding_broken": N_("The file {path} says it is {detail}, but is not. Save it again as UTF-8."),
    "encoding_unknown": N_("The letters of {path} cannot be read. Save it again as UTF-8."),
    "encoding_doubtful": N_(
        "Nobody can tell in which code page {path} is written: {detail}. Save it again as UTF-8."
    ),
    "zero_bytes": N_("{path} holds zero bytes: it is damaged, or no text."),
    "not_a_table": N_("{path} is neither a CSV file nor an XLSX workbook."),
    "header_missing": N_("{path} has no header line."),
    "header_twice": N_("In {path} two columns are the same: {detail}."),
    "column_missing": N_(
        "{path} lacks these columns: {detail}. Say which of its headings they are, or what holds for every line."
    ),
    "payers_named": N_(
        '{path} names people ({detail}), but no column holds their references (payer): all of it would be anonymous. Add them, or leave these columns out (--map "HEADING=").'
    ),
    "export_of_helloasso": N_(
        "{path} is an export of HelloAsso. Import it as such: “import platform FILE”, or in the window as “Export of a platform”."
    ),
    "quote_open": N_("In {path} a quotation mark opened before line {line} is never closed."),
    "line_broken": N_("{path} cannot be read as CSV at line {line}."),
    "too_many_lines": N_("{path} has more than {detail} lines. Split it, or take more with --lines."),
    "too_many_cells": N_("{path} has too many cells. Split it, or take more with --lines."),
    "too_many_columns": N_(
        "{path} has something beyond its column {detail}, in line {line}, where nothing is read. Delete or move it."
    ),
    "workbook_protected_or_old": N_(
        "{path} is protected by a password or of the old XLS kind. Save it as XLSX or CSV."
    ),
    "workbook_unreadable": N_("The workbook {path} is damaged ({detail})."),
    "workbook_unsafe": N_("The workbook {path} inflates beyond all measure and was not opened."),
    "workbook_macros": N_("The workbook {path} holds macros. Save it without them."),
    "workbook_merged": N_(
        "In {path} the merged cells {detail} join columns or headings, and nobody knows to which they belong. Unmerge them."
    ),
    "sheets_several": N_("In {path} several sheets hold such a table: {detail}. Name one with --sheet."),
    "sheet_unknown": N_("{path} has no sheet of that name. It has: {detail}."),
    "open_document": N_("{path} is an OpenDocument file. Save it as XLSX or CSV."),
    "toml_broken": N_("{path} is no TOML file: {detail}."),
    "signing_missing": N_("The library that signs is not installed: pip install 'tiwizi[sign]'."),
    "certificate_unreadable": N_("{path} is no certificate with its key (PKCS#12, .p12 or .pfx)."),
    "certificate_locked": N_("The passphrase does not open the certificate {path}."),
    "certificate_without_key": N_("{path} holds no private key, without which nobody signs."),
    "certificate_not_for_signing": N_("The certificate in {path} is not for signing documents."),
    "certificate_not_valid": N_("The certificate in {path} does not hold today, but: {detail}."),
    "certificate_none": N_("{path} is no certificate (PEM or DER)."),
    "anchor_foreign": N_("{path} is neither an anchor nor a backup that this program made."),
    "anchor_newer": N_("The anchor {path} was made by a newer program ({detail}). Install that one first."),
    "anchor_changed": N_(
        "{path} is not what was signed with the certificate of {detail}: the file or its signature was altered, and it proves nothing. Get it anew from whoever kept it."
    ),
    "anchor_out_of_days": N_(
        "{path} was signed with a certificate that did not hold on its day, but: {detail}. It proves nothing."
    ),
    "anchor_unsigned": N_("{path} bears no signature, so that nobody can say who made it."),
    "anchor_of_other": N_(
        "{path} is signed with another certificate than the one named: {detail}. Anybody can make one under any name: it proves nothing."
    ),
    "backup_foreign": N_("{path} is no backup that this program made."),
    "backup_broken": N_("The backup {path} is damaged ({detail}). Take an earlier one."),
    "backup_newer": N_("The backup {path} was made by a newer program ({detail}). Install that one first."),
    "backup_of_others": N_("The backup {path} is of other books than these."),
    "no_backup_here": N_("No backup of these books lies in {path}."),
    "drill_needs_server": N_(
        "The backup {path} is of books on a server: name one with --scratch on which it can be restored for a moment."
    ),
    "backup_of_server": N_(
        "The backup {path} is of books on a server: restore it with --to postgresql://LOGIN@HOST/NAME, under a name that does not stand there yet."
    ),
    "backup_of_file": N_("The backup {path} is of books in a file: restore it to a path."),
    "backup_cut": N_(
        "The backup {path} ends too early: it was cut while it was copied, or its end was changed. Copy it again, or take another one."
    ),
    "passphrase_missing": N_(
        "The backup {path} is encrypted, and nobody gave its passphrase. It is asked at the terminal or in the window, unless the keyring of this computer keeps it."
    ),
    "passphrase_wrong": N_(
        "The passphrase does not open the backup {path}. Nothing was read: mind capitals, accents, spaces and the layout of the keyboard."
    ),
    "notes_broken": N_("{path} is no file of an auditor's notes. It was left as it is."),
}
