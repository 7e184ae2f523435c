"""Books that cannot be used, and files that cannot be read or written."""

from dataclasses import dataclass
from datetime import datetime

from donations_app.domain.errors import KnownError, RuleBroken


class StorageUnavailable(KnownError):
    """The books cannot be used as they are; nothing was saved."""


@dataclass(eq=False)
class BooksMissing(StorageUnavailable):
    """There are no books at that place."""

    path: str


@dataclass(eq=False)
class BooksExist(RuleBroken):
    """Books stand at that place already."""

    path: str


@dataclass(eq=False)
class BooksNotAFile(StorageUnavailable):
    """The place is a folder, a device or a pipe."""

    path: str


@dataclass(eq=False)
class BooksPlaceWrong(StorageUnavailable):
    """No file can stand at the place: a loop of links, too long a name."""

    path: str
    answer: str


@dataclass(eq=False)
class BooksAddressWrong(StorageUnavailable):
    """The address is not that of a server on which books can be."""

    place: str


@dataclass(eq=False)
class BooksEmpty(StorageUnavailable):
    """The file holds no byte: the trace of an interrupted copy."""

    path: str


@dataclass(eq=False)
class BooksForeign(StorageUnavailable):
    """The file was made by another program."""

    path: str


@dataclass(eq=False)
class BooksDamaged(StorageUnavailable):
    """The file, or the history in it, is no longer whole."""

    path: str
    what: str


@dataclass(eq=False)
class BooksInterrupted(StorageUnavailable):
    """The last write was broken off and must be taken back first, which a reader may not do."""

    path: str


@dataclass(eq=False)
class BooksNewer(StorageUnavailable):
    """The books were written by a newer version of the program."""

    path: str
    found: int
    known: int


@dataclass(eq=False)
class BooksEarlier(StorageUnavailable):
    """The books are of an earlier release, from which there is a way to this one."""

    path: str
    found: int
    known: int


@dataclass(eq=False)
class BooksOlder(StorageUnavailable):
    """The books are of a version that was never released."""

    path: str
    found: int
    known: int


@dataclass(eq=False)
class BooksOnNetwork(StorageUnavailable):
    """The file lies on a network share, where SQLite cannot keep it safe."""

    path: str
    filesystem: str


@dataclass(eq=False)
class FilesystemUnknown(KnownError):
    """Nobody knows whether the file lies on a share; told, never refused."""

    path: str
    filesystem: str


@dataclass(eq=False)
class BooksLinked(StorageUnavailable):
    """The file has several names: programs that write under two of them do not see each other's journal."""

    path: str
    count: int


@dataclass(eq=False)
class BooksHeld(StorageUnavailable):
    """Another program holds the books."""

    path: str
    host: str
    user: str
    pid: int
    since: datetime | str  # as it is written, where that is no instant


@dataclass(eq=False)
class BooksBusy(StorageUnavailable):
    """The books stayed locked longer than one can wait."""

    path: str


@dataclass(eq=False)
class BooksReadOnly(StorageUnavailable):
    """The file or its folder cannot be written."""

    path: str


@dataclass(eq=False)
class BooksUnreachable(StorageUnavailable):
    """The server does not answer, or refuses."""

    place: str
    answer: str


@dataclass(eq=False)
class LoginRefused(StorageUnavailable):
    """The server knows no such login, or not by this password, or lets it into no database of that name."""

    place: str
    answer: str


@dataclass(eq=False)
class ServerUntrusted(StorageUnavailable):
    """The server does not prove that it is the one of the books, or asks for a password in an unsafe way."""

    place: str
    answer: str


@dataclass(eq=False)
class SavedOrNot(StorageUnavailable):
    """The line broke before the server said whether it saved, and it does not answer since."""

    place: str


@dataclass(eq=False)
class RunBroken(StorageUnavailable):
    """The books could not be used any more in the midst of a run: what it issued before stands.

    Attributes:
        count: how many receipts stand, above zero.
        number: of the last of them.
        cause: what broke it off.
    """

    count: int
    number: str
    cause: StorageUnavailable


@dataclass(eq=False)
class SendingBroken(StorageUnavailable):
    """The books could not be used any more in the midst of a run of e-mails: those sent before are noted.

    Attributes:
        count: how many are sent and noted.
        doubtful: how many were handed over, or on their way, without a note of what became of them.
        cause: what broke it off.
    """

    count: int
    doubtful: int
    cause: StorageUnavailable


@dataclass(eq=False)
class DiskFull(StorageUnavailable):
    """There is no room left on the disk."""

    path: str


@dataclass(eq=False)
class DiskFailed(StorageUnavailable):
    """The disk did not take what was written."""

    path: str
    answer: str


@dataclass(eq=False)
class UnsafeSettings(StorageUnavailable):
    """SQLite did not take a setting that keeps the books safe."""

    pragma: str
    wanted: str
    found: str


@dataclass(eq=False)
class FileRefused(RuleBroken):
    """A file cannot be read as what it should be; nothing of it was taken."""

    path: str
    problem: str
    line: int = 0
    detail: str | tuple[str, ...] = ""


class FileNotWritten(RuleBroken):
    """A file is not where it was to be written; what stood there was left as it is."""


@dataclass(eq=False)
class FileExists(FileNotWritten):
    """A file stands where one was to be written; it was left as it is."""

    path: str


@dataclass(eq=False)
class FileKept(FileNotWritten):
    """A file stands where one was to be written that replaces none, whatever is asked; it was left as it is."""

    path: str


@dataclass(eq=False)
class ProgramFolder(FileNotWritten):
    """A file was to be written among those of the program; nothing was written."""

    path: str


@dataclass(eq=False)
class FileOfOtherKind(FileNotWritten):
    """Something that the program does not write so stands there, books perhaps; it was left as it is."""

    path: str


@dataclass(eq=False)
class FileUnwritable(FileNotWritten):
    """The file cannot be written there."""

    path: str
    answer: str


@dataclass(eq=False)
class BackupOfServer(RuleBroken):
    """Books on a server are backed up by a login that was made for it, which sees everything, and no other."""

    place: str


@dataclass(eq=False)
class ServerToolMissing(RuleBroken):
    """A program of PostgreSQL is not installed here, or older than the server; nothing was written."""

    tool: str
    version: int  # of the server
    found: int  # of the newest that is installed; 0: none


@dataclass(eq=False)
class ServerToolFailed(RuleBroken):
    """A program of PostgreSQL said that it failed; nothing was written."""

    tool: str
    answer: str


@dataclass(eq=False)
class BackupNotWhole(RuleBroken):
    """What was copied is not as the program left it; it is called no backup."""

    path: str
    what: str  # the first thing that is not
    count: int


@dataclass(eq=False)
class BooksStand(RuleBroken):
    """Books stand where others are to be restored."""

    path: str
