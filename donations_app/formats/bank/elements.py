"""Elements of a message of ISO 20022, known by their names in its namespace, read as the file streams."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import IO, Any, Final
from xml.parsers import expat

from donations_app.domain.bank import AmountUnreadable, minor_units
from donations_app.formats.bank.said import NotRead, day_of

_STEP: Final = 2**17
_DEEPEST: Final = 100  # levels; a message has some fifteen
_TEXT: Final = ""  # under which an element with attributes or others in it keeps its own text
_NOTHING: Final[dict[str, Any]] = {}
# an element: its text where it has nothing else, or what stands in it by name, several as a list, its attributes too
Node = dict[str, Any]
Takes = Mapping[str, Callable[[Node], None]]


def streamed(file: IO[bytes], takes: Takes) -> Iterator[int]:
    """Read a message, and yield after each step how many bytes are read.

    Args:
        file: of the message, without a document type (``recognise`` refuses it).
        takes: by the name of an element what is done with it once it is whole; it is then forgotten.

    Raises:
        NotRead: it is no sound XML.
    """
    above: list[Node] = []
    parser = _parser(takes, above)
    done = 0
    try:
        while step := file.read(_STEP):
            done += len(step)
            parser.Parse(step, False)  # noqa: FBT003 -- whether it is the end
            if len(above) > _DEEPEST:
                raise NotRead("xml_deep")
            yield done
        parser.Parse(b"", True)  # noqa: FBT003 -- as above
    except expat.ExpatError as error:
        raise NotRead("xml_broken", error.lineno) from error


def _parser(takes: Takes, above: list[Node]) -> expat.XMLParserType:
    """Return a parser that hands the elements that are taken to who takes them, each as soon as it is whole.

    ``above`` holds the elements that are open. What is done here is done for each element of a file.
    """
    here: Node = {}
    text = ""
    open_, close = above.append, above.pop
    names: dict[str, str] = {}

    def learned(qualified: str) -> str:
        name = names[qualified] = qualified.rpartition(":")[2]
        return name

    def opened(_name: str, attributes: Node) -> None:
        nonlocal here, text
        open_(here)
        here, text = attributes, ""

    def said(some: str) -> None:
        nonlocal text
        text += some

    def closed(qualified: str) -> None:
        nonlocal here, text
        whole: Any = here
        here = close()
        name = names.get(qualified) or learned(qualified)
        if not whole:
            whole = text
        else:
            whole[_TEXT] = text
            if name in takes:
                takes[name](whole)
                text = ""
                return
        text = ""
        if name in here:
            _put_beside(here, name, whole)
        else:
            here[name] = whole

    parser = expat.ParserCreate()  # names with their prefixes, which is quicker than with namespaces
    parser.buffer_text = True
    parser.StartElementHandler = opened
    parser.CharacterDataHandler = said
    parser.EndElementHandler = closed
    return parser


def _put_beside(here: Node, name: str, whole: Any) -> None:
    """Put an element beside those of its name."""
    found = here[name]
    if type(found) is list:
        found.append(whole)
    else:
        here[name] = [found, whole]


def at(node: Any, *names: str) -> Any:
    """Return what stands in an element under some names, the first of several; ``None`` where nothing does."""
    for name in names:
        if type(node) is list:
            node = node[0]
        if type(node) is not dict:
            return None
        node = node.get(name)
    return node[0] if type(node) is list else node


def text_of(node: Any, *names: str) -> str:
    """Return the text below an element, under the names where there are any; empty where there is none."""
    for name in names:
        if type(node) is list:
            node = node[0]
        if type(node) is not dict:
            return ""
        node = node.get(name)
    if type(node) is list:
        node = node[0]
    if type(node) is dict:
        node = node.get(_TEXT)
    return node.strip() if node else ""


def stated(node: Node, name: str) -> str:
    """Return what stands directly in an element under a name, which is asked most often."""
    found = node.get(name)
    if found is None:
        return ""
    return found.strip() if type(found) is str else text_of(found)


def below(node: Node, name: str) -> Node:
    """Return the element, the first of several, that stands in another and has others in it; else an empty one."""
    found = node.get(name)
    if type(found) is list:
        found = found[0]
    return found if type(found) is dict else _NOTHING


def all_of(node: Any, name: str) -> list[Any]:
    """Return the elements of a name that stand in another."""
    found = node.get(name) if type(node) is dict else None
    if found is None:
        return []
    return found if type(found) is list else [found]


def coded(node: Any) -> str:
    """Return what stands in an element itself, or as a code or in own words below it."""
    if type(node) is str:
        return node.strip()
    return text_of(node, "Cd") or text_of(node, "Prtry") or text_of(node, "Prtry", "Cd") or text_of(node)


def day_in(node: Node) -> date | None:
    """Return the day that stands in an element, as a date or a moment."""
    return day_of(stated(node, "Dt") or stated(node, "DtTm")) if node else None


def amount_of(node: Any) -> tuple[int, str]:
    """Return minor units, without sign, and their currency."""
    if node is None:
        raise NotRead("amount_missing")
    currency = currency_of(node)
    written = stated(node, _TEXT) if type(node) is dict else text_of(node)
    try:
        return minor_units(written, currency), currency
    except AmountUnreadable as error:
        raise NotRead("amount_unreadable", detail=written[:40]) from error


def currency_of(node: Any) -> str:
    """Return the currency of an amount, or nothing where it says none."""
    return node.get("Ccy", "").strip().upper() if type(node) is dict else ""
