"""What the user reads where books, files and servers do not let themselves be opened, written or trusted."""

from typing import Final

from donations_app.domain import storage_errors
from donations_app.i18n import N_
from donations_app.words.remote_phrases import REFUSALS

OF_STORAGE: Final[dict[type[BaseException], str]] = {
    storage_errors.BooksMissing: N_(
        "There are no books at {path}. Make new ones with “init”, or name yours with --books."
    ),
    storage_errors.BooksExist: N_("Something stands at {path} already. It was left as it is."),
    storage_errors.BooksNotAFile: N_("{path} is a folder or a device, not a file of books."),
    storage_errors.BooksPlaceWrong: N_("No file can stand at {path} ({answer})."),
    storage_errors.BooksAddressWrong: N_(
        "{place} is no address of books. Name a file, or a server like postgresql+psycopg://user@host/name."
    ),
    storage_errors.BooksEmpty: N_(
        "The file {path} is empty: the trace of an interrupted copy. It was left as it is: restore a backup."
    ),
    storage_errors.BooksForeign: N_(
        "{path} was made by another program. It was left as it is: name the file of your books."
    ),
    storage_errors.BooksDamaged: N_(
        "The books {path} are damaged ({what}). They were left as they are: restore the last backup."
    ),
    storage_errors.BooksInterrupted: N_(
        "The last write to {path} was broken off, by a power cut perhaps. Open the books once for writing: what was half written is taken back, all that was confirmed is there."
    ),
    storage_errors.BooksNewer: N_(
        "The books {path} are of version {found}; this program knows version {known}. They were left as they are: install the newer program."
    ),
    storage_errors.BooksEarlier: N_(
        "The books {path} are of version {found}, of an earlier program; this one reads version {known}. They were left as they are. To go on, they are brought to this version, in the window or by the command “upgrade”; a verified copy of them is kept first."
    ),
    storage_errors.BooksOlder: N_(
        "The books {path} are of version {found}, made before the first release; this program reads version {known}. They were left as they are: export them with the program that made them, and import the files into new books."
    ),
    storage_errors.BooksOnNetwork: N_(
        "{path} lies on a network share ({filesystem}), where books are not safe. Move them to a local disk, or use a PostgreSQL server."
    ),
    storage_errors.FilesystemUnknown: N_(
        "{path} lies on a disk of a kind that this program does not know ({filesystem}). If it is a share of several computers, books are not safe there: move them to a local disk."
    ),
    storage_errors.BooksLinked: N_(
        "The file {path} has {count} names (hard links), under which two programs could write at once and lose what they wrote. Nothing was saved: remove the other names, or copy the file and open the copy."
    ),
    storage_errors.BooksHeld: N_(
        "The books {path} are open since {since}, by {user} on {host}. Nothing was saved: close the other window, or read only."
    ),
    storage_errors.BooksBusy: N_("The books {path} stayed busy. Nothing was saved: try again in a moment."),
    storage_errors.BooksReadOnly: N_(
        "{path} cannot be written. Nothing was saved: check the rights of the file and its folder."
    ),
    storage_errors.BooksUnreachable: N_("The server {place} does not answer: {answer}. Nothing was saved."),
    storage_errors.LoginRefused: N_(
        "The server {place} does not let this login in: {answer}. Check login and password; an administrator gives another one."
    ),
    storage_errors.ServerUntrusted: N_(
        "The server {place} does not prove that it is the one of your books ({answer}). It got no password, and nothing was saved: check the address with whoever runs the server."
    ),
    storage_errors.SavedOrNot: N_(
        "The line to {place} broke while it saved, and the server does not answer. Look whether it stands there when the server is back; the same entry again is never recorded twice."
    ),
    storage_errors.RunBroken: N_(
        "Receipts issued before the run broke off: {count}. They stand in the books, up to {number}; the same run goes on with the rest. Of what came next: {cause}"
    ),
    storage_errors.SendingBroken: N_(
        "E-mails sent and noted before the run broke off: {count}; on their way then, and in doubt: {doubtful}. The same run goes on with the rest, and repeats one in doubt only when it is asked. Of what came next: {cause}"
    ),
    storage_errors.DiskFull: N_("The disk under {path} is full. Nothing was saved: make room and try again."),
    storage_errors.DiskFailed: N_(
        "The disk under {path} did not take what was written ({answer}). Nothing was saved: look whether a quota is used up or the disk fails, then try again."
    ),
    storage_errors.UnsafeSettings: N_(
        "SQLite did not take the setting {pragma} ({found} instead of {wanted}). The books were not opened."
    ),
    storage_errors.BackupOfServer: N_(
        "The books {place} are on a server, and this login does not see all of them: they are backed up by one that was made for it (server setup --person NAME=backup). Nothing was written."
    ),
    storage_errors.ServerToolMissing: N_(
        "{tool} of PostgreSQL {version} or later is not installed here (found: {found}). Install the client of PostgreSQL {version}, then try again. Nothing was written."
    ),
    storage_errors.ServerToolFailed: N_("{tool} failed: {answer}. Nothing was written."),
    storage_errors.BackupNotWhole: N_(
        "{path} is not whole: {what}, and {count} such in all. It is no backup, and nothing was written: “verify” names everything; keep the backups made before."
    ),
    storage_errors.BooksStand: N_(
        "Books stand at {path} already. They were left as they are: with --replace they are kept beside the restored ones, under another name."
    ),
    storage_errors.FileExists: N_(
        "A file stands at {path} already. It was left as it is: choose another name, or --force."
    ),
    storage_errors.FileKept: N_(
        "A file stands at {path} already. It was left as it is: choose another name."
    ),
    storage_errors.ProgramFolder: N_(
        "{path} lies among the files of the program itself. Nothing was written: name a folder of your own."
    ),
    storage_errors.FileOfOtherKind: N_(
        "What stands at {path} is not a file of the kind to be written, so it is never replaced. It was left as it is: choose another name."
    ),
    storage_errors.FileUnwritable: N_("{path} cannot be written ({answer})."),
} | REFUSALS
# the same where nothing was to be saved
OF_STORAGE_READING: Final[dict[type[BaseException], str]] = {
    storage_errors.BooksLinked: N_(
        "The file {path} has {count} names (hard links), under which two programs could write at once and lose what they wrote. Remove the other names, or copy the file and open the copy."
    ),
    storage_errors.BooksBusy: N_("The books {path} stayed busy. Try again in a moment."),
    storage_errors.BooksUnreachable: N_("The server {place} does not answer: {answer}."),
    storage_errors.ServerUntrusted: N_(
        "The server {place} does not prove that it is the one of your books ({answer}). It got no password: check the address with whoever runs the server."
    ),
    storage_errors.DiskFull: N_("The disk under {path} is full. Make room and try again."),
    storage_errors.DiskFailed: N_(
        "The disk under {path} did not take what was written ({answer}). Look whether a quota is used up or the disk fails, then try again."
    ),
}
