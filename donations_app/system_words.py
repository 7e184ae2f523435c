"""What the system answers about a file or a connection, which Python words in English, in the person's language."""

import errno
import os
from typing import Final

from donations_app.i18n import N_, _

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
_NAME: Final = N_("nobody knows a server of that name, check it")
_BY_WORDS: Final = {
    **{os.strerror(number): told for number, told in _ANSWERS.items()},
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
    *map(os.strerror, (errno.ECONNREFUSED, errno.ETIMEDOUT, errno.ENETUNREACH, errno.EHOSTUNREACH)),
)


def system_words(answer: str) -> str:
    """Return an answer of the system in words; one that is not known as it is."""
    told = _BY_WORDS.get(answer) or next((_BY_WORDS[words] for words in _OF_LINES if words in answer), "")
    return _(told) if told else answer
