"""Print the packages in the order in which data flows, from the contract and the docstrings.

``python -m tools.flow`` prints the tree; ``--check`` fails when the README shows another one.
"""

import ast
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "bantin"
BEGIN, END = "<!-- flow -->\n```text\n", "```\n<!-- /flow -->"
NOT_APPS = {"tests", "migrations", "locale", "templates", "static"}


def stages() -> list[str]:
    """Names of the stages, earliest first, from the import contract called ``flow``."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = project["tool"]["importlinter"]["contracts"]
    layers: list[str] = next(c for c in contracts if c["id"] == "flow")["layers"]
    names = [name.strip(" ()") for layer in reversed(layers) for name in layer.split(":")]
    return [name for name in names if (PACKAGE / name / "__init__.py").exists()]


def purpose(package: Path) -> str:
    """The first line of a package's docstring, without its full stop."""
    tree = ast.parse((package / "__init__.py").read_text(encoding="utf-8"))
    return (ast.get_docstring(tree) or "").split("\n")[0].rstrip(".")


def apps(stage: Path) -> list[Path]:
    """The packages directly inside a stage."""
    found = [p.parent for p in stage.glob("*/__init__.py") if p.parent.name not in NOT_APPS]
    return sorted(p for p in found if (p / "__init__.py").stat().st_size)


def flow() -> str:
    """The tree as text."""
    lines = []
    for name in stages():
        stage = PACKAGE / name
        lines.append(f"{name + '/':<18}{purpose(stage)}")
        if name not in {"cli", "config", "core", "accounts", "web", "demo"}:
            lines += [f"  {app.name + '/':<16}{purpose(app)}" for app in apps(stage)]
    return "\n".join(lines) + "\n"


def main(arguments: list[str]) -> int:
    """Print the tree, or with ``--check`` compare it with the README's."""
    if "--check" not in arguments:
        print(flow(), end="")
        return 0
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    if BEGIN + flow() + END in readme:
        return 0
    print("README.md shows another tree than `python -m tools.flow`: paste its output there.")
    return 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
