"""No string without a translation, none that lupdate does not know."""

import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from ui.languages import FOLDER

SOURCES = sorted(str(path) for path in FOLDER.parent.rglob("*.py") if "stage" not in path.parts)


def messages(path: Path) -> dict[tuple[str, str, str], ET.Element]:
    root = ET.parse(path).getroot()
    return {
        (context.findtext("name", ""), message.findtext("source", ""), message.findtext("comment", "")): message
        for context in root.iter("context")
        for message in context.iter("message")
    }


@pytest.mark.parametrize(("language", "extra"), [("nb", []), ("en", ["-pluralonly"])])
def test_the_catalogue_is_complete_and_fresh(tmp_path, language, extra):
    kept = FOLDER / f"openluke_{language}.ts"
    fresh = tmp_path / kept.name
    shutil.copy(kept, fresh)
    lupdate = Path(sys.executable).with_name("pyside6-lupdate")
    command = [lupdate, *SOURCES, "-ts", fresh, "-source-language", "en", "-target-language", language]
    command += ["-no-obsolete", "-locations", "none", *extra]
    subprocess.run(command, check=True, capture_output=True, timeout=60)
    assert messages(fresh).keys() == messages(kept).keys()
    for key, message in messages(fresh).items():
        translation = message.find("translation")
        assert translation is not None, key
        assert "type" not in translation.attrib, f"unfinished: {key}"
        forms = [form.text for form in translation.iter("numerusform")] or [translation.text]
        for form in forms:
            assert form, key
            assert [f"%{n}" in key[1] for n in "123n"] == [f"%{n}" in form for n in "123n"], key
