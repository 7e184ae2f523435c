"""Who acts on the books, and what he does there."""

from typing import Final, Literal, get_args

from msgspec import Struct

Role = Literal["treasurer", "clerk", "auditor"]  # answers for all; records for an office; reads
ROLES: Final[tuple[Role, ...]] = get_args(Role)


class Author(Struct, frozen=True):
    """Who acts, and for which office: what stands in the audit trail beside everything that he writes.

    What he does is advice in a file, which holds nobody to it; a server knows it itself.
    """

    login: str
    office: str = ""  # its code; empty for the head office
    role: Role = "treasurer"
