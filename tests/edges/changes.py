"""Small changes at the edges of rules, made from the syntax of a module of the domain."""

import ast
import copy
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]
DOMAIN: Final = ROOT / "donations_app" / "domain"
_OTHER: Final[dict[type[ast.cmpop], type[ast.cmpop]]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip
_EXTREMES: Final = {"max": "min", "min": "max"}
_BODIES: Final = (ast.FunctionDef, ast.ClassDef)
_NO_RULE: Final = {"annotation", "returns", "decorator_list"}  # types, and how a class is built


Step = tuple[str, int | None]  # a field and, in a list, the position


@dataclass(frozen=True, slots=True)
class Change:
    """One small change of one module."""

    module: str  # "dues"
    place: str  # the function or class, "DuesYear.missing"; empty at the top of the module
    line: int
    text: str  # "paid >= fee -> paid > fee"
    is_at_import: bool  # outside the body of any function
    steps: tuple[Step, ...]  # from the module to what is changed
    other: ast.AST  # what stands there instead

    @property
    def name(self) -> str:
        """What the list of equal changes calls it."""
        return f"{self.module}.{self.place}: {self.text}" if self.place else f"{self.module}: {self.text}"

    def planted(self) -> ast.Module:
        """Return the module with the change."""
        tree = _parsed(self.module)
        _put(tree, self.steps, self.other)
        return ast.fix_missing_locations(tree)


@dataclass(frozen=True, slots=True)
class _Spot:
    """A node of the syntax, and how it hangs in it."""

    node: ast.AST
    steps: tuple[Step, ...]  # from the module
    shown: int  # how many of the steps lead to what is shown of it
    place: str
    is_at_import: bool


def modules() -> list[str]:
    """Return the names of the modules of the domain."""
    return sorted(path.stem for path in DOMAIN.glob("*.py") if path.stem != "__init__")


def changes_of(module: str) -> list[Change]:
    """Return every small change of a module, each with a name of its own."""
    tree = _parsed(module)
    found, seen = [], Counter[str]()
    for spot in _spots(tree, (), 0, "", is_at_import=True):
        for other in _others(spot.node):
            before = _at(tree, spot.steps[: spot.shown])
            text = f"{_shown(before)} -> {_shown(_changed(before, spot.steps[spot.shown :], other))}"
            seen[spot.place + text] += 1
            if (times := seen[spot.place + text]) > 1:
                text = f"{text} ({times})"
            line = getattr(spot.node, "lineno", getattr(before, "lineno", 0))
            found.append(Change(module, spot.place, line, text, spot.is_at_import, spot.steps, other))
    return found


def _parsed(module: str) -> ast.Module:
    return ast.parse((DOMAIN / f"{module}.py").read_text(encoding="utf-8"))


def _spots(
    node: ast.AST, steps: tuple[Step, ...], shown: int, place: str, *, is_at_import: bool
) -> Iterator[_Spot]:
    """Walk the syntax in its order, past types and docstrings."""
    yield _Spot(node, steps, shown, place, is_at_import)
    for field, value in ast.iter_fields(node):
        children = value if isinstance(value, list) else [value]
        for position, child in enumerate(children):
            if not isinstance(child, ast.AST) or field in _NO_RULE or _is_docstring(child):
                continue
            within = f"{place}.{child.name}".lstrip(".") if isinstance(child, _BODIES) else place
            here = (*steps, (field, position if isinstance(value, list) else None))
            # a constant, a sign or a name says little without what stands around it
            small = isinstance(child, ast.Constant | ast.Name | ast.UnaryOp | ast.Slice | ast.keyword)
            in_body = field == "body" and isinstance(node, ast.FunctionDef | ast.Lambda)
            yield from _spots(
                child,
                here,
                shown if small and shown else len(here),
                within,
                is_at_import=is_at_import and not in_body,
            )


def _is_docstring(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _others(node: ast.AST) -> Iterator[ast.AST]:
    """Yield what may stand in the place of a node."""
    yield from _other_conditions(node)
    yield from _other_branches(node)
    yield from _other_figures(node)
    yield from _other_ends(node)


def _other_conditions(node: ast.AST) -> Iterator[ast.AST]:
    match node:
        case ast.Compare():
            for position, op in enumerate(node.ops):
                ops = [*node.ops[:position], _OTHER[type(op)](), *node.ops[position + 1 :]]
                yield ast.Compare(node.left, ops, node.comparators)
        case ast.BoolOp():
            yield ast.BoolOp(ast.And() if isinstance(node.op, ast.Or) else ast.Or(), node.values)
            for position in range(len(node.values)):
                yield _joined(node, position)
        case ast.UnaryOp(op=ast.Not()):
            yield node.operand


def _other_branches(node: ast.AST) -> Iterator[ast.AST]:
    match node:
        case ast.If() | ast.IfExp():
            for always in (True, False):
                fixed = copy.copy(node)
                fixed.test = ast.Constant(always)
                yield fixed
        case ast.comprehension(ifs=[_, *_]):
            for position in range(len(node.ifs)):
                without = copy.copy(node)
                without.ifs = [*node.ifs[:position], *node.ifs[position + 1 :]]
                yield without


def _other_figures(node: ast.AST) -> Iterator[ast.AST]:
    match node:
        case ast.BinOp(op=ast.Add() | ast.Sub()) | ast.AugAssign(op=ast.Add() | ast.Sub()):
            turned = copy.copy(node)
            turned.op = ast.Sub() if isinstance(node.op, ast.Add) else ast.Add()
            yield turned
        case ast.UnaryOp(op=ast.USub()):
            yield node.operand
        case ast.Constant(value=bool(value)):
            yield ast.Constant(not value)
        case ast.Constant(value=int(value)):
            yield ast.Constant(value + 1)
            yield ast.Constant(value - 1)


def _other_ends(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the last for the first, the least for the most, and the reverse."""
    match node:
        case ast.Name(id="max" | "min"):
            yield ast.Name(_EXTREMES[node.id], ast.Load())
        case ast.Subscript(slice=ast.Constant(value=0)):
            yield ast.Subscript(node.value, ast.UnaryOp(ast.USub(), ast.Constant(1)), node.ctx)
        case ast.Subscript(slice=ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=1))):
            yield ast.Subscript(node.value, ast.Constant(0), node.ctx)


def _joined(node: ast.BoolOp, without: int) -> ast.expr:
    """Return a condition without one of its parts."""
    values = [*node.values[:without], *node.values[without + 1 :]]
    return values[0] if len(values) == 1 else ast.BoolOp(node.op, values)


def _at(tree: ast.AST, steps: tuple[Step, ...]) -> ast.AST:
    for field, position in steps:
        value = getattr(tree, field)
        tree = value if position is None else value[position]
    return tree


def _put(tree: ast.AST, steps: tuple[Step, ...], other: ast.AST) -> None:
    """Hang a node in the place to which the steps lead."""
    *way, (field, position) = steps
    parent = _at(tree, tuple(way))
    if position is None:
        setattr(parent, field, other)
    else:
        getattr(parent, field)[position] = other


def _changed(node: ast.AST, steps: tuple[Step, ...], other: ast.AST) -> ast.AST:
    """Return a copy of a node with another in the place to which the steps lead."""
    if not steps:
        return other
    copied = copy.deepcopy(node)
    _put(copied, steps, other)
    return copied


def _shown(node: ast.AST) -> str:
    """Return the first line of a statement, or an expression."""
    return ast.unparse(ast.fix_missing_locations(node)).strip().splitlines()[0]
