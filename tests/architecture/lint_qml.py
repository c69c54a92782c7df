"""`python tests/architecture/lint_qml.py`: qmllint with the Python types known, qmlformat and the house rules.

Exits 1 when anything is found. The types come from `pyside6-metaobjectdump`, which reads the view models without
running them; the registrar turns that into the `.qmltypes` that qmllint wants.
"""

import json
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
FOLDERS = (ROOT / "ui" / "qml", ROOT / "ui" / "stage" / "qml")
TOOLS = Path(sys.executable).parent
SCREEN_LINES = 150
CONTROL_LINES = 200
FORBIDDEN = {
    r"\bTimer\b": "timers belong to the core, or to Python",
    r"XMLHttpRequest": "the UI knows only the core",
    r"\bqsTr\w*\(": "text is formatted in view models",
    r"\bShaderEffect\b|\bMultiEffect\b|\blayer\.enabled": "the software renderer draws no shaders",
    r"\bsetContextProperty\b": "context properties are invisible to qmllint",
}
LINT = [
    "--max-warnings=0",
    "--compiler=disable",  # no ahead-of-time compiler is used; its advice is about speed
]


def run(tool: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [TOOLS / tool, *map(str, arguments)], capture_output=True, text=True, timeout=300, check=False, cwd=ROOT
    )


def modules() -> dict[str, list[Path]]:
    """Python files of each QML module. A base class comes first, or the dumper does not know its heirs as QObjects."""
    models, stage = ROOT / "ui" / "viewmodels", ROOT / "ui" / "stage"
    base, link = models / "base.py", stage / "link.py"
    return {
        "OpenLuke": [base, *sorted(set(models.glob("*.py")) - {base}), ROOT / "ui" / "preview.py"],
        "OpenLuke.Stage": [link, *sorted(set(stage.glob("*.py")) - {link})],
    }


def describe_types(folder: Path, name: str, sources: list[Path]) -> list[str]:
    """Writes one module (qmldir and types) under `folder`; returns what went wrong."""
    dumped = run("pyside6-metaobjectdump", *sources)
    if dumped.returncode:
        return [dumped.stderr]
    module = folder.joinpath(*name.split("."))
    module.mkdir(parents=True)
    metatypes = folder / f"{name}.json"
    metatypes.write_text(json.dumps([completed(unit) for unit in json.loads(dumped.stdout)]))
    (module / "qmldir").write_text(f"module {name}\ntypeinfo plugins.qmltypes\ndepends QtQuick\n")
    written = run(
        "pyside6-qmltyperegistrar",
        *("--generate-qmltypes", module / "plugins.qmltypes"),
        *("--import-name", name, "--major-version", 1, "--minor-version", 0),
        *("-o", folder / f"{name}.cpp"),
        metatypes,
    )
    return [written.stderr] if written.returncode else []


def completed(unit: dict[str, Any]) -> dict[str, Any]:
    """What the dumper leaves out: a file name, the Qt name of `list`, and that what tells no change is constant."""
    for described in unit["classes"]:
        for prop in described.get("properties", []):
            if prop["type"] == "list":
                prop["type"] = "QVariantList"
            prop.setdefault("constant", "notify" not in prop)
    return {"inputFile": "viewmodels.h"} | unit


def files() -> list[Path]:
    return [path for folder in FOLDERS for path in sorted(folder.rglob("*.qml"))]


def house_rules() -> list[str]:
    found = []
    for path in files():
        text = path.read_text()
        name = path.relative_to(ROOT)
        limit = SCREEN_LINES if path.parent.name == "screens" else CONTROL_LINES
        lines = text.count("\n")
        if lines > limit:
            found.append(f"{name}: {lines} lines, more than {limit}")
        for number, line in enumerate(text.splitlines(), start=1):
            code = line.split("//")[0]
            found += [f"{name}:{number}: {why}" for pattern, why in FORBIDDEN.items() if re.search(pattern, code)]
    for path in sorted((FOLDERS[0] / "screens").glob("*.qml")):
        if not re.search(r"required property \w+ViewModel vm\n", path.read_text()):
            found.append(f"{path.relative_to(ROOT)}: no `required property XxxViewModel vm`")
    return found


def unformatted(originals: list[Path]) -> list[str]:
    """Files that qmlformat would write differently. It starts once for all, on a copy."""
    with tempfile.TemporaryDirectory() as name:
        copies = [Path(name) / path.relative_to(ROOT) for path in originals]
        for path, copy in zip(originals, copies, strict=True):
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, copy)
        formatted = run("pyside6-qmlformat", "--ignore-settings", "-i", *copies)
        if formatted.returncode:
            return [formatted.stderr]
        changed = [path for path, other in zip(originals, copies, strict=True) if path.read_text() != other.read_text()]
    return [f"{path.relative_to(ROOT)}: not as pyside6-qmlformat writes it" for path in changed]


def main() -> int:
    found = house_rules() + unformatted(files())
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for module, sources in modules().items():
            found += describe_types(folder, module, sources)
        if not found:
            linted = run("pyside6-qmllint", *LINT, "-I", folder, *files())
            found += [linted.stderr + linted.stdout] if linted.returncode else []
    for line in found:
        sys.stderr.write(line.rstrip() + "\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
