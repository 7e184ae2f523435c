"""For mypy: what ``msgspec.structs.replace`` is told is held against the fields of the struct, name by name."""

from collections.abc import Callable

from mypy.expandtype import expand_type_by_instance
from mypy.maptype import map_instance_to_supertype
from mypy.nodes import ARG_NAMED_OPT, ARG_POS
from mypy.plugin import FunctionSigContext, Plugin
from mypy.types import CallableType, FunctionLike, Instance, get_proper_type


def _signature(context: FunctionSigContext) -> FunctionLike:
    """Return that of ``replace`` for the struct at hand; where its class is not known, the usual one."""
    usual = context.default_signature
    given = context.args[0]
    kind = get_proper_type(context.api.get_expression_type(given[0])) if given else None
    init = kind.type.get_method("__init__") if isinstance(kind, Instance) else None
    made = get_proper_type(init.type) if init else None
    if not (isinstance(kind, Instance) and init and isinstance(made, CallableType)):
        return usual
    told = expand_type_by_instance(made, map_instance_to_supertype(kind, init.info))
    fields = list(zip(told.arg_types, told.arg_names, strict=True))[1:]
    return usual.copy_modified(
        arg_types=[kind, *(one for one, _ in fields)],
        arg_kinds=[ARG_POS, *(ARG_NAMED_OPT for _ in fields)],
        arg_names=[None, *(name for _, name in fields)],
        ret_type=kind,
        variables=[],
    )


class StructReplace(Plugin):
    """Knows one function."""

    def get_function_signature_hook(
        self, fullname: str
    ) -> Callable[[FunctionSigContext], FunctionLike] | None:
        return _signature if fullname == "msgspec.structs.replace" else None


def plugin(_version: str) -> type[Plugin]:
    """Return the plugin, as mypy asks for it."""
    return StructReplace
