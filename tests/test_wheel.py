"""A lesson that came by nbgrader or by mail runs where the course was installed from its wheel."""

import json
import os
import subprocess
import sys
import tomllib
import zipfile
from email.parser import Parser
from pathlib import Path

import nbformat
import pytest
from conftest import tracked_files

ROOT = Path(__file__).parents[1]
LESSON = ROOT / "notebooks" / "en" / "02-matching" / "02-matching.ipynb"
WHERE = """
import json
import explorers, grader
print(json.dumps([grader.__file__, explorers.__file__]))
"""
EXECUTE = """
import sys
import nbclient, nbformat
notebook = nbformat.read(sys.argv[1], as_version=4)
nbclient.NotebookClient(notebook, timeout=120, kernel_name="python3").execute()
nbformat.write(notebook, sys.argv[1])
"""
NOT_SHIPPED = ("__pycache__", ".ipynb_checkpoints")


@pytest.fixture(scope="module")
def wheel(clone, tmp_path_factory):
    """Built in a copy, since building leaves folders behind."""
    folder = tmp_path_factory.mktemp("wheel")
    build = ["wheel", "--no-deps", "--no-build-isolation", "--quiet", "--wheel-dir", str(folder), str(clone)]
    subprocess.run([sys.executable, "-m", "pip", *build], check=True)
    (path,) = folder.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def python(wheel, tmp_path_factory):
    """The Python of an environment that has the wheel, and borrows all else from the one of the tests."""
    folder = tmp_path_factory.mktemp("elsewhere") / "venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    install = ["--python", str(python), "install", "--no-deps", "--quiet", str(wheel)]
    subprocess.run([sys.executable, "-m", "pip", *install], check=True)
    ask = "import sysconfig; print(sysconfig.get_path('purelib'))"
    site, borrowed = (
        Path(subprocess.check_output([p, "-c", ask], text=True).strip()) for p in (python, sys.executable)
    )
    (site / "borrowed.pth").write_text(f"{borrowed}\n")
    return python


def shipped(folder):
    return {path for path in folder.rglob("*") if path.is_file() and not set(NOT_SHIPPED) & set(path.parts)}


def test_packages_are_all_named():
    """pyproject.toml names them one by one: one that is forgotten is missing in the wheel only."""
    named = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]["packages"]
    there = {path.parent for top in ("explorers", "grader") for path in (ROOT / top).rglob("__init__.py")}
    assert sorted(named) == sorted({".".join(path.relative_to(ROOT).parts) for path in there} | {"explorers.data"})


def test_packages_are_all_tracked():
    """What git does not track is on this machine only: `git add` it. (Without git there is nothing to compare.)"""
    tracked = set(tracked_files(ROOT))
    there = {
        path.relative_to(ROOT).as_posix() for top in ("explorers", "grader", "data") for path in shipped(ROOT / top)
    }
    assert not tracked or there <= tracked, sorted(there - tracked)


MODEL_TERMS = ("NOTICE", "LICENSE-APACHE-2.0.txt", "LICENSE-MIT.txt")


def test_wheel_names_the_licence_of_all_that_is_in_it(wheel):
    """Code, the course's own data, a font made from another's, and numbers of a model of others."""
    with zipfile.ZipFile(wheel) as archive:
        (metadata,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        (licence,) = (name for name in archive.namelist() if name.endswith("/licenses/LICENSE"))
        expression = Parser().parsestr(archive.read(metadata).decode())["License-Expression"]
        text = archive.read(licence).decode()
        there = {"explorers/fonts/OFL.txt", *(f"explorers/data/minilm/{name}" for name in MODEL_TERMS)}
        assert there <= set(archive.namelist())
    assert expression == "MIT AND CC-BY-4.0 AND OFL-1.1 AND Apache-2.0"
    assert all(named in text for named in ("data/library.json", "explorers/fonts/OFL.txt", "data/minilm/NOTICE"))


def test_wheel_has_all_files_of_the_packages_and_the_data_and_nothing_else(wheel, clone):
    """Scripts, styles, fonts and data included; no tests, no learner's work."""
    with zipfile.ZipFile(wheel) as archive:
        names = {name for name in archive.namelist() if ".dist-info/" not in name}
    code = {path.relative_to(clone).as_posix() for top in ("explorers", "grader") for path in shipped(clone / top)}
    data = {f"explorers/{path.relative_to(clone).as_posix()}" for path in shipped(clone / "data")}
    assert names == code | data


def test_wheel_asks_for_the_listed_dependencies_and_brings_the_command(wheel):
    """`pip install` of the wheel alone must give a course that runs."""
    with zipfile.ZipFile(wheel) as archive:
        (metadata,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        (entries,) = (name for name in archive.namelist() if name.endswith("entry_points.txt"))
        asked = Parser().parsestr(archive.read(metadata).decode()).get_all("Requires-Dist")
        assert "grader = grader.cli:main" in archive.read(entries).decode()
    listed = [line for line in (ROOT / "requirements.txt").read_text().splitlines() if line and line[0] != "#"]
    assert len([item for item in asked if "extra ==" not in item]) == len(listed)
    assert any(item.startswith("pytest") and 'extra == "test"' in item for item in asked)


def test_fetched_lesson_runs_elsewhere_with_the_wheel(python, tmp_path, home):
    """No clone, no data folder beside it: everything that the lesson shows comes from the wheel."""
    notebook = nbformat.read(LESSON, as_version=4)
    notebook.cells.append(nbformat.v4.new_code_cell(WHERE))
    fetched = tmp_path / LESSON.name
    nbformat.write(notebook, fetched)
    subprocess.run([python, "-c", EXECUTE, str(fetched)], cwd=tmp_path, check=True)
    cells = nbformat.read(fetched, as_version=4).cells
    for module in json.loads(cells[-1].outputs[0].text):
        assert Path(module).is_relative_to(python.parents[1]), f"{module} is not the wheel's"
    for cell in cells:
        errors = [output for output in cell.get("outputs", []) if output.output_type == "error"]
        assert not errors or "raises-exception" in cell.metadata.get("tags", []), errors
        assert not any("Glyph" in output.get("text", "") for output in cell.get("outputs", []))
