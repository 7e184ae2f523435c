"""What the system answers about a file or a connection, which Python words in English, in the person's language."""

import errno
import os
import sys
from typing import Final

from donations_app.i18n import N_, _

_SOCKETS: Final = 10_000  # from which on Windows numbers what becomes of connections
_ANSWERS: Final = {
    errno.ENOENT: N_("no such file or folder"),
    errno.EACCES: N_("you may not"),
    errno.EPERM: N_("you may not"),
    errno.EROFS: N_("what it lies on can only be read"),
    errno.ENOSPC: N_("the disk is full"),
    errno.EDQUOT: N_("your share of the disk is used up"),
    errno.EISDIR: N_("it is a folder"),
    errno.ENOTDIR: N_("a file stands where a folder should be"),
    errno.ENAMETOOLONG: N_("the name is too long"),
    errno.EBUSY: N_("something else uses it"),
    errno.EIO: N_("the disk does not answer as it should"),
    errno.ECONNREFUSED: N_("nothing answers there"),
    errno.ETIMEDOUT: N_("no answer came in time"),
    errno.ENETUNREACH: N_("the network is out of reach"),
    errno.EHOSTUNREACH: N_("the network is out of reach"),
}
if sys.platform == "win32":
    import ctypes

    _ANSWERS[errno.EACCES] = N_("you may not, or another program has it open")
    _ANSWERS[errno.EINVAL] = N_("no file can have that name")
    _OF_WINDOWS: Final = {  # its own numbers (learn.microsoft.com, System Error Codes), worded in its language
        2: errno.ENOENT, 3: errno.ENOENT, 5: errno.EACCES, 19: errno.EROFS, 32: errno.EACCES, 33: errno.EACCES,
        39: errno.ENOSPC, 53: errno.ENETUNREACH, 112: errno.ENOSPC, 121: errno.ETIMEDOUT, 123: errno.EINVAL,
        206: errno.ENAMETOOLONG, 267: errno.ENOTDIR, 1117: errno.EIO, 1225: errno.ECONNREFUSED,
    }  # fmt: skip

    def _said(number: int) -> set[str]:
        """Return how Python and Windows say it; of connections, whose numbers are of Windows, only Windows does."""
        own = {code for code, meant in _OF_WINDOWS.items() if meant == number}
        if number >= _SOCKETS:
            return {_of_windows(code) for code in {*own, number}}
        return {os.strerror(number), *map(_of_windows, own)}

    def _of_windows(code: int) -> str:
        return ctypes.FormatError(code).rstrip(". \r\n")  # as it stands in an OSError
else:

    def _said(number: int) -> set[str]:
        return {os.strerror(number)}


_NAME: Final = N_("nobody knows a server of that name, check it")
_BY_WORDS: Final = {
    **{said: told for number, told in _ANSWERS.items() for said in _said(number)},
    "getaddrinfo failed": _NAME,  # of Windows
    "Name or service not known": _NAME,  # as who looks names up says it, and the two libraries of servers
    "No address associated with hostname": _NAME,
    "Temporary failure in name resolution": N_("no name is found, the internet seems to be away"),
    "TimeoutError": _ANSWERS[errno.ETIMEDOUT],
    "Connection lost": N_("the line broke"),
    "No such file": _ANSWERS[errno.ENOENT],
}
_OF_LINES: Final = (  # what libraries of servers say somewhere in a longer answer
    "Name or service not known",
    "No address associated with hostname",
    "Temporary failure in name resolution",
    *(
        said
        for number in (errno.ECONNREFUSED, errno.ETIMEDOUT, errno.ENETUNREACH, errno.EHOSTUNREACH)
        for said in _said(number)
    ),
)


def system_words(answer: str) -> str:
    """Return an answer of the system in words; one that is not known as it is."""
    told = _BY_WORDS.get(answer) or next((_BY_WORDS[words] for words in _OF_LINES if words in answer), "")
    return _(told) if told else answer
