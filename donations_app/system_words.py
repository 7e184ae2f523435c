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
_BY_WORDS: Final = {os.strerror(number): told for number, told in _ANSWERS.items()}


def system_words(answer: str) -> str:
    """Return an answer of the system in words; one that is not known as it is."""
    told = _BY_WORDS.get(answer)
    return _(told) if told else answer
