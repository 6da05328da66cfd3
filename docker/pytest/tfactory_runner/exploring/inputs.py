"""First inputs for a parameter: from its annotation, its default, its name, and from what the project's tests pass."""

from __future__ import annotations

import itertools
import random
import re
from dataclasses import dataclass
from typing import Any, Iterator

from tfactory_runner.exploring.literals import Literals


@dataclass(frozen=True)
class Input:
    """An argument as source text, and the imports it needs."""

    source: str
    imports: tuple[str, ...] = ()


def _plain(*sources: str) -> list[Input]:
    return [Input(source) for source in sources]


_DATES = ("import datetime",)
BY_TYPE: dict[str, list[Input]] = {
    "int": _plain("1", "0", "2", "3", "10", "-1"),
    "float": _plain("1.5", "0.0", "-2.5", "1e9"),
    "complex": _plain("1 + 2j"),
    "bool": _plain("True", "False"),
    "str": _plain("'abc'", "''", "'Hello, World!'", "'one two three'", "'a'", "'naïve café'"),
    "bytes": _plain("b'abc'", "b''", "b'\\x00\\xff'"),
    "None": _plain("None"),
    "list": _plain("[3, 1, 2]", "[]", "['a', 'b', 'c']", "[1]", "[1, 1, 2]"),
    "tuple": _plain("(1, 2, 3)", "()", "('a', 'b')"),
    "set": _plain("{1, 2, 3}", "set()"),
    "frozenset": _plain("frozenset({1, 2})"),
    "dict": _plain("{'a': 1, 'b': 2}", "{}", "{'x': {'y': 1}}"),
    "iterable": _plain("[3, 1, 2]", "'abcdef'", "[]", "range(5)", "iter([1, 2, 3, 4])", "[1, 1, 2]", "['b', 'a', 'c']"),
    "iterator": _plain("iter([1, 2, 3, 4])", "iter('abc')", "iter([])"),
    "callable": _plain("str", "len", "lambda value: value", "lambda *values: values", "bool", "lambda value: value > 1"),
    "type": _plain("int", "str", "dict"),
    "range": _plain("range(5)"),
    "datetime": [Input("datetime.datetime(2024, 2, 29, 12, 30)", _DATES), Input("datetime.datetime(2000, 1, 1)", _DATES)],
    "date": [Input("datetime.date(2024, 2, 29)", _DATES), Input("datetime.date(2000, 12, 31)", _DATES)],
    "time": [Input("datetime.time(12, 30)", _DATES)],
    "timedelta": [Input("datetime.timedelta(seconds=90)", _DATES), Input("datetime.timedelta(0)", _DATES)],
    "Decimal": [Input("Decimal('1.50')", ("from decimal import Decimal",)), Input("Decimal('0')", ("from decimal import Decimal",))],
    "Fraction": [Input("Fraction(1, 3)", ("from fractions import Fraction",))],
    "Path": [Input("Path('folder/file.txt')", ("from pathlib import Path",))],
    "Pattern": [Input("re.compile('[a-z]+')", ("import re",))],
    "UUID": [Input("UUID(int=1)", ("from uuid import UUID",))],
    "lock": [Input("threading.Lock()", ("import threading",)), Input("MagicMock()", ("from unittest.mock import MagicMock",))],
    "condition": [Input("threading.Condition()", ("import threading",)), Input("MagicMock()", ("from unittest.mock import MagicMock",))],
    "file": [Input("io.StringIO('a\\nb\\n')", ("import io",)), Input("io.BytesIO(b'a\\nb\\n')", ("import io",))],
    "object": _plain("1", "'abc'", "[3, 1, 2]", "None", "{'a': 1}", "object()"),
}
ALIASES = {
    "Sequence": "list", "MutableSequence": "list", "List": "list", "Tuple": "tuple", "Dict": "dict", "Mapping": "dict",
    "MutableMapping": "dict", "Set": "set", "AbstractSet": "set", "FrozenSet": "frozenset", "Iterable": "iterable",
    "Collection": "iterable", "Sized": "iterable", "Iterator": "iterator", "Generator": "iterator", "Callable": "callable",
    "Type": "type", "Any": "object", "Hashable": "str", "Text": "str", "AnyStr": "str", "LiteralString": "str", "PathLike": "Path",
    "PurePath": "Path", "IO": "file", "TextIO": "file", "BinaryIO": "file", "Lock": "lock", "RLock": "lock", "Condition": "condition",
    "SupportsInt": "int", "SupportsFloat": "float", "Number": "int", "Real": "float", "Integral": "int",
}  # fmt: skip
BY_NAME: tuple[tuple[str, str], ...] = (
    (r"cond(ition)?", "condition"),
    (r"(r?lock|mutex)", "lock"),
    (r"(func|function|fn|callback|predicate|pred|mapper|key|keyfunc|factory|handler|hook|method|selector|validator|converter)\d*", "callable"),
    (r"(is|has|use|with|allow|ignore|strict|include|exclude|reverse|recursive|verbose|force|inclusive|typed|info)(_.*)?", "bool"),
    (r"(n|k|i|j|num|number|count|size|length|limit|depth|width|height|maxsize|minimum|maximum|index|offset|start|stop|step|times|max_?\w*|min_?\w*|\w+_(len|length|size|count|limit|depth))", "int"),
    (r"(indices|indexes|positions|numbers|ints)", "list"),
    (r"(it|iter|iterable\d*|items|seq|sequence|values|data|xs|elements|elems|collection|list\d*|lst|args)", "iterable"),
    (r"(s|text|string|str|name|title|label|prefix|suffix|sep|separator|delimiter|word|line|content|message|msg|value|source|src|char|pattern|fmt|format|url|html|help|doc|description|encoding)\d*", "str"),
    (r"(d|dct|mapping|dict|cache|options|config|params|kwargs|headers|env|environ)", "dict"),
    (r"(dt|when|timestamp|datetime)", "datetime"),
    (r"(date|day)", "date"),
    (r"(path|filename|filepath|file_path|folder|directory)", "str"),
    (r"(f|fp|file|fileobj|stream|out|output)", "file"),
    (r"(seconds|ratio|rate|factor|weight|x|y|z|lat|lon|price|amount|percent|threshold|tolerance|timeout)", "float"),
    (r"(b|buf|buffer|bytes|payload|raw)", "bytes"),
)  # fmt: skip


FROM_TESTS = 6
SINGLY = 8
ANYTHING = _plain("3", "'abc'", "[3, 1, 2]", "{'a': 1}", "None")


class Inputs:
    """Candidates per parameter. `mined`: argument texts seen in the project's tests, by parameter name."""

    def __init__(self, literals: Literals, mined: dict[str, list[Input]], made: dict[str, list[Input]]) -> None:
        self._literals = literals
        self._mined = mined
        self._made = made

    def candidates(self, parameter: dict[str, Any]) -> list[Input]:
        """Simplest and most telling first, without repetition."""
        kinds = kinds_of(parameter)
        mined = [value for value in self._mined.get(parameter["name"], ()) if value.source != "None" and "lambda" not in value.source]
        guessed: list[Input] = [Input(parameter["default"])] if parameter["default"] not in (None, "...", "None") else []
        for kind in kinds:
            guessed += self._of_kind(kind)
        if not any(self._of_kind(kind) for kind in kinds):
            guessed += [*BY_TYPE["iterable"][:3], *BY_TYPE["str"][:3], *BY_TYPE["int"][:3], *BY_TYPE["dict"][:1], *BY_TYPE["None"]]
            guessed += [Input(repr(text)) for text in self._literals.strings[:10]]
            guessed += [Input(str(number)) for number in self._literals.boundaries()[:10]]
        found = [value for pair in itertools.zip_longest(guessed[:FROM_TESTS], mined[:FROM_TESTS]) for value in pair if value is not None]
        if not parameter["annotation"]:  # a name is only a hint
            found += ANYTHING
        found += guessed[FROM_TESTS:]
        found += [Input(text) for text in self._literals.others[:6]]
        return list(dict.fromkeys(found))

    def _of_kind(self, kind: str) -> list[Input]:
        if kind == "int":
            return [*BY_TYPE["int"], *(Input(str(number)) for number in self._literals.boundaries()[:24])]
        if kind == "float":
            return [*BY_TYPE["float"], *(Input(str(number)) for number in self._literals.numbers[:8])]
        if kind == "str":
            return [*BY_TYPE["str"], *(Input(repr(text)) for text in self._literals.texts()[:30])]
        if kind in BY_TYPE:
            return BY_TYPE[kind]
        return self._made.get(kind, [])


def kinds_of(parameter: dict[str, Any]) -> list[str]:
    """Keys of `BY_TYPE`, or class names, that fit the annotation, else the default, else the name."""
    known = list(parameter.get("checked", ()))
    if parameter["annotation"]:
        annotated = _kinds_of_annotation(parameter["annotation"])
        if any(kind in BY_TYPE for kind in annotated):
            return list(dict.fromkeys([*annotated, *known]))
        known += annotated
    default = parameter["default"]
    found: list[str] = []
    if default not in (None, "None", "..."):
        for kind, pattern in (("bool", r"True|False"), ("int", r"-?\d+"), ("float", r"-?[\d.]+(e.*)?"), ("str", r"['\"].*"), ("bytes", r"b['\"].*"), ("tuple", r"\(.*"), ("list", r"\[.*"), ("dict", r"\{.*")):  # fmt: skip
            if re.fullmatch(pattern, default, re.DOTALL):
                return [kind, *known]
    for pattern, kind in BY_NAME:
        if re.fullmatch(pattern, parameter["name"]):
            found.append(kind)
            break
    if default == "None" and found:
        found.append("None")
    return [*found, *known]


def _kinds_of_annotation(annotation: str) -> list[str]:
    found: dict[str, None] = {}
    literal = re.search(r"Literal\[(.*)\]", annotation)
    outer = re.sub(r"\[[^\[\]]*(\[[^\[\]]*(\[[^\[\]]*\])?[^\[\]]*\])?[^\[\]]*\]", "", annotation) if not _is_wrapper(annotation) else annotation
    for name in re.findall(r"[A-Za-z_][\w.]*", outer):
        short = name.split(".")[-1]
        if short in ("Optional",):
            found["None"] = None
        elif short in BY_TYPE or short in ALIASES:
            found[ALIASES.get(short, short)] = None
        elif short not in ("Union", "Literal", "Annotated", "Final", "ClassVar") and short[0].isupper():
            found[short] = None
        elif len(short) == 1 or short.startswith("_"):
            found["object"] = None
    return [*(["str"] if literal else []), *found]


def _is_wrapper(annotation: str) -> bool:
    return bool(re.match(r"(\w+\.)?(Optional|Union|Annotated|Final)\[", annotation))


def argument_lists(
    parameters: list[dict[str, Any]], inputs: Inputs, chance: random.Random, most: int, known: dict[str, Input] | None = None
) -> list[list[tuple[str, Input]]]:
    """Lists of (`name=` or empty, input): the base choice, then one parameter at a time, then mixtures.

    `known`: inputs that turned out well; they are the base then, and several optional parameters at once come first.
    """
    usable = [parameter for parameter in parameters if parameter["kind"] != "VAR_KEYWORD"]
    required = [parameter for parameter in usable if parameter["default"] is None]
    choices = {parameter["name"]: inputs.candidates(parameter) or [Input("None")] for parameter in usable}
    lists: dict[tuple[tuple[str, Input], ...], None] = {}

    def add(chosen: dict[str, Input]) -> None:
        lists[tuple(_as_arguments(usable, chosen))] = None

    base = {parameter["name"]: choices[parameter["name"]][0] for parameter in required}
    base.update({name: value for name, value in (known or {}).items() if name in base})
    add(base)
    together = [{**base, **chosen} for chosen in _several_at_once(usable, choices)]
    for chosen in together if known else together[:SINGLY]:
        add(chosen)
    for turn in range(max((len(options) for options in choices.values()), default=0)):
        for parameter in usable:
            if turn < len(choices[parameter["name"]]):
                add({**base, parameter["name"]: choices[parameter["name"]][turn]})
    small = [(parameter["name"], choices[parameter["name"]][:8]) for parameter in required[:3]]
    for values in itertools.islice(itertools.product(*(options for _, options in small)), most // 3):
        add({**base, **dict(zip((name for name, _ in small), values))})
    for _ in range(most):
        if len(lists) >= most * 2:
            break
        mixture = {name: chance.choice(options) for name, options in choices.items() if name in base or chance.random() < 0.4}
        add(mixture)
    ordered = list(lists)
    head, tail = ordered[: most // 2], ordered[most // 2 :]
    chance.shuffle(tail)
    return [list(one) for one in (head + tail)[:most]]


def _several_at_once(parameters: list[dict[str, Any]], choices: dict[str, list[Input]]) -> Iterator[dict[str, Input]]:
    """Two and three optional parameters given together: with their first and with their second input that is not the default."""
    optional = [parameter for parameter in parameters if parameter["default"] is not None][:5]
    for size in (1, 2, 3):
        for group in itertools.combinations(optional, size):
            for turn in (0, 1):
                chosen = {}
                for parameter in group:
                    others = [option for option in choices[parameter["name"]] if option.source != parameter["default"]]
                    if others:
                        chosen[parameter["name"]] = others[min(turn, len(others) - 1)]
                yield chosen


def _as_arguments(parameters: list[dict[str, Any]], chosen: dict[str, Input]) -> list[tuple[str, Input]]:
    """Positional as long as nothing before was left out, then by name."""
    found: list[tuple[str, Input]] = []
    skipped = False
    for parameter in parameters:
        name, kind = parameter["name"], parameter["kind"]
        if name not in chosen:
            skipped = True
        elif kind == "VAR_POSITIONAL":
            if not skipped:
                found.append(("", chosen[name]))
        elif kind == "KEYWORD_ONLY" or skipped:
            if kind != "POSITIONAL_ONLY":
                found.append((name, chosen[name]))
        elif parameter["default"] is not None:
            found.append((name, chosen[name]))
        else:
            found.append(("", chosen[name]))
    return found


def write_arguments(arguments: list[tuple[str, Input]]) -> str:
    return ", ".join(f"{name}={value.source}" if name else value.source for name, value in arguments)
