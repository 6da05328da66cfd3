"""How a special method is used from outside: `__len__` is `len(thing)`, `__add__` is `thing + other`."""

from __future__ import annotations

WITHOUT_ARGUMENT = {
    "__len__": "len({0})", "__iter__": "list({0})", "__str__": "str({0})", "__repr__": "repr({0})", "__bool__": "bool({0})",
    "__hash__": "hash({0})", "__neg__": "-{0}", "__abs__": "abs({0})", "__int__": "int({0})", "__float__": "float({0})",
    "__reversed__": "list(reversed({0}))", "__invert__": "~{0}", "__next__": "next({0})", "__bytes__": "bytes({0})",
}  # fmt: skip
WITH_ONE = {
    "__add__": "{0} + {1}", "__radd__": "{1} + {0}", "__sub__": "{0} - {1}", "__mul__": "{0} * {1}", "__rmul__": "{1} * {0}",
    "__truediv__": "{0} / {1}", "__floordiv__": "{0} // {1}", "__mod__": "{0} % {1}", "__pow__": "{0} ** {1}",
    "__eq__": "{0} == {1}", "__ne__": "{0} != {1}", "__lt__": "{0} < {1}", "__le__": "{0} <= {1}", "__gt__": "{0} > {1}",
    "__ge__": "{0} >= {1}", "__contains__": "{1} in {0}", "__getitem__": "{0}[{1}]", "__and__": "{0} & {1}", "__or__": "{0} | {1}",
    "__xor__": "{0} ^ {1}", "__matmul__": "{0} @ {1}", "__format__": "format({0}, {1})", "__rsub__": "{1} - {0}",
}  # fmt: skip
AS_STATEMENT = {"__setitem__": "{0}[{1}] = {2}", "__delitem__": "del {0}[{1}]"}


def use_of(target: str, method: str, arguments: list[str]) -> str:
    """The expression that calls `method` of `target` the way a person would write it."""
    if method in WITHOUT_ARGUMENT and not arguments:
        return WITHOUT_ARGUMENT[method].format(target)
    if method in WITH_ONE and len(arguments) == 1:
        return WITH_ONE[method].format(target, arguments[0])
    if method == "__call__":
        return f"{target}({', '.join(arguments)})"
    return f"{target}.{method}({', '.join(arguments)})"
