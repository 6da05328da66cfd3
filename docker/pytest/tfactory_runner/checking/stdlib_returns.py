"""What functions of the standard library give that say it neither in a hint nor in source."""

from __future__ import annotations

import datetime
import re
from pathlib import Path

_TEXT = "capitalize casefold center expandtabs format format_map join ljust lower lstrip removeprefix removesuffix replace"
_TEXT += " rjust rstrip strip swapcase title translate upper zfill"
_LISTS = "rsplit split splitlines"
_TRUTHS = "endswith isalnum isalpha isascii isdecimal isdigit isidentifier islower isnumeric isprintable isspace istitle isupper startswith"

# By module and qualified name; methods of built-in classes by their qualified name alone.
RETURNS: dict[str, type] = {
    **{f"str.{name}": str for name in _TEXT.split()},
    **{f"bytes.{name}": bytes for name in _TEXT.split() if name not in ("format", "format_map", "casefold", "isidentifier")},
    **{f"{kind}.{name}": list for kind in ("str", "bytes") for name in _LISTS.split()},
    **{f"{kind}.{name}": bool for kind in ("str", "bytes") for name in _TRUTHS.split()},
    **{f"{kind}.{name}": int for kind in ("str", "bytes", "list", "tuple") for name in ("count", "index")},
    **{f"{kind}.find": int for kind in ("str", "bytes")},
    "str.encode": bytes,
    "bytes.decode": str,
    "dict.copy": dict,
    "list.copy": list,
    "set.union": set,
    "set.copy": set,
    **{f"list.{name}": type(None) for name in ("append", "extend", "insert", "sort", "reverse", "clear", "remove")},
    **{f"set.{name}": type(None) for name in ("add", "update", "discard", "remove", "clear")},
    **{f"dict.{name}": type(None) for name in ("update", "clear")},
    **{f"builtins.{name}": str for name in ("repr", "ascii", "chr", "hex", "bin", "oct", "format")},
    **{f"builtins.{name}": int for name in ("len", "ord", "hash", "id")},
    **{f"builtins.{name}": bool for name in ("callable", "isinstance", "issubclass", "hasattr", "any", "all")},
    "builtins.sorted": list,
    "builtins.dir": list,
    "builtins.print": type(None),
    "json.dumps": str,
    "os.getcwd": str,
    "os.listdir": list,
    "re.compile": re.Pattern,
    **{f"re.{name}": re.Match for name in ("match", "search", "fullmatch")},
    **{f"Pattern.{name}": re.Match for name in ("match", "search", "fullmatch")},
    "re.sub": str,
    "re.split": list,
    "re.findall": list,
    "Path.read_text": str,
    "Path.read_bytes": bytes,
    **{f"{kind}.{name}": Path for kind in ("Path", "PurePath") for name in ("resolve", "absolute", "joinpath", "with_suffix", "with_name")},
    **{f"Path.{name}": bool for name in ("exists", "is_file", "is_dir")},
    "datetime.now": datetime.datetime,
    "datetime.utcnow": datetime.datetime,
    "datetime.fromisoformat": datetime.datetime,
    "datetime.fromtimestamp": datetime.datetime,
    "datetime.strptime": datetime.datetime,
    "datetime.date": datetime.date,
    "datetime.isoformat": str,
    "datetime.strftime": str,
    "date.isoformat": str,
    "date.today": datetime.date,
    "timedelta.total_seconds": float,
}


def returns(function: object) -> type | None:
    """The class of what a function gives, `None` when this table does not know it."""
    qualname = getattr(function, "__qualname__", "")
    module = getattr(function, "__module__", None)
    return RETURNS.get(qualname if "." in qualname else f"{module}.{qualname}")
