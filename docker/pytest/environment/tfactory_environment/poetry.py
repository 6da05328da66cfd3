"""Poetry's own dependency tables as PEP 508 requirements."""

from __future__ import annotations

import re


def poetry_requirements(dependencies: dict) -> list[str]:
    """`{"a": "^1.2", "b": {"version": "*", "extras": ["x"]}}` -> `["a>=1.2,<2", "b[x]"]`. Path dependencies are left out."""
    found: list[str] = []
    for name, wanted in dependencies.items():
        if name.lower() == "python":
            continue
        for one in wanted if isinstance(wanted, list) else [wanted]:
            if isinstance(one, str):
                found.append(name + version_range(one))
            elif isinstance(one, dict) and "git" in one:
                revision = one.get("rev") or one.get("tag") or one.get("branch")
                found.append(f"{name} @ git+{one['git']}" + (f"@{revision}" if revision else ""))
            elif isinstance(one, dict) and "url" in one:
                found.append(f"{name} @ {one['url']}")
            elif isinstance(one, dict) and "path" not in one:
                extras = f"[{','.join(one['extras'])}]" if one.get("extras") else ""
                markers = [f"({one['markers']})"] if one.get("markers") else []
                markers += _python_markers(str(one["python"])) if one.get("python") else []
                found.append(f"{name}{extras}{version_range(str(one.get('version', '*')))}" + (f" ; {' and '.join(markers)}" if markers else ""))
    return found


def version_range(wanted: str) -> str:
    """Poetry's caret, tilde and bare versions as PEP 440. `||` has no such form: any version then."""
    if "||" in wanted or "|" in wanted:
        return ""
    parts = [_one_range(part.strip()) for part in re.split(r",|(?<=[\d*])\s+(?=[<>=!~^])", wanted)]
    return ",".join(part for part in parts if part)


def _python_markers(wanted: str) -> list[str]:
    parts = [part for part in version_range(wanted).split(",") if part]
    found = [re.match(r"(>=|<=|==|!=|<|>|~=)(.+)", part) for part in parts]
    return [f"python_full_version {one.group(1)} '{one.group(2)}'" for one in found if one]


def _one_range(wanted: str) -> str:
    if wanted in ("*", ""):
        return ""
    found = re.match(r"(\^|~(?!=))\s*v?(\d+(?:\.\d+)*)(.*)$", wanted)
    if not found:
        return re.sub(r"\s+", "", wanted if re.match(r"[<>=!~]", wanted) else f"=={wanted}")
    sign, release, rest = found.groups()
    numbers = [int(number) for number in release.split(".")]
    if sign == "^":
        keep = next((i for i, number in enumerate(numbers) if number), len(numbers) - 1)
    else:
        keep = min(1, len(numbers) - 1)
    upper = [*numbers[:keep], numbers[keep] + 1]
    return f">={release}{rest},<{'.'.join(map(str, upper))}"
