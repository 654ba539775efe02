"""docs/your-own-exercises.md, followed word for word; and what an installed package with exercises can do wrong."""

import os
import re
import subprocess
import sys
import sysconfig
from importlib import metadata
from pathlib import Path

import pytest

from grader import installed
from grader.cage import reach
from grader.exercises import all_exercises, by_lesson
from grader.gradebook import ledger
from grader.gradebook.checking import check_notebook
from grader.judge import proof
from grader.language import LANGUAGES, say, speak
from grader.notebook.own_course import CannotMake, new_course

ROOT = Path(__file__).parents[1]
GUIDES = {"en": ROOT / "docs" / "your-own-exercises.md", "zh": ROOT / "docs" / "your-own-exercises.zh.md"}
BLOCK = re.compile(r"^(`{3,})(bash|text)\n(.*?)^\1$", re.M | re.S)


def blocks(language):
    """(kind, text) of the guide's blocks: commands, and what they print."""
    return [(kind, text) for _, kind, text in BLOCK.findall(GUIDES[language].read_text(encoding="utf-8"))]


@pytest.fixture(scope="module")
def terminal(tmp_path_factory):
    """Run a block of commands where the one before has ended: an environment of its own, over this one's packages."""
    folder = tmp_path_factory.mktemp("own")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder / "env"], check=True)
    python = folder / "env" / "bin" / "python"
    site = [folder / "env" / "lib" / f"python{sys.version_info[0]}.{sys.version_info[1]}" / "site-packages"]
    (site[0] / "these.pth").write_text("\n".join([str(ROOT), *reach.site()]))
    for name, code in (
        ("pip", "from pip._internal.cli.main import main; raise SystemExit(main())"),
        ("grader", "from grader.cli import main; main()"),
        ("nbgrader", "from nbgrader.apps.nbgraderapp import main; main()"),
        ("jupytext", "from jupytext.cli import jupytext; jupytext()"),
    ):
        (folder / "env" / "bin" / name).write_text(f"#!/bin/sh\nexec '{python}' -c '{code}' \"$@\"\n")
        (folder / "env" / "bin" / name).chmod(0o755)
    path = [str(folder / "env" / "bin"), str(Path(sys.executable).parent), os.environ["PATH"]]
    share = Path(sysconfig.get_path("data")) / "share" / "jupyter"
    environment = {"PATH": os.pathsep.join(path), "JUPYTER_PATH": str(share), "COLUMNS": "120", "LANG": "C.UTF-8"}
    places = [folder]

    def run(commands):
        """What the commands print."""
        script = f"{commands}\npwd > '{folder}/place'"
        done = subprocess.run(
            ["bash", "-ec", script], cwd=places[-1], env=os.environ | environment, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stdout + done.stderr
        places.append(Path((folder / "place").read_text().strip()))
        return done.stdout

    return run


@pytest.mark.skipif(sys.platform == "win32", reason="the guide's commands are for a POSIX shell")
def test_the_guide_word_for_word(terminal):
    # A folder, an installed package, proof, build, release, hand-in, grades: whatever it says is printed, is printed.
    printed = ""
    for kind, text in blocks("en"):
        if kind == "bash":
            printed = " ".join(terminal(text).split())
        else:
            assert all(" ".join(line.split()) in printed for line in text.splitlines()), printed


def test_both_guides_give_the_same_commands():
    # So that following one is following both.
    assert blocks("en") == blocks("zh")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["My-Course", "-x", "a/b", "class", "numpy", "there"])
def test_a_course_that_cannot_be_made_is_refused(tmp_path, name, language):
    # No Python name, a word of Python's, a package or a folder that is there already: one sentence, nothing written.
    (tmp_path / "there").mkdir()
    speak(language)
    with pytest.raises(CannotMake) as refused:
        new_course(tmp_path, name)
    assert name in str(refused.value) and len(list(tmp_path.iterdir())) == 1


@pytest.fixture
def package(tmp_path, monkeypatch):
    """A new course whose package is as good as installed; forget it afterwards."""
    folder = new_course(tmp_path, "course-of-mine")
    monkeypatch.syspath_prepend(str(folder))
    point = metadata.EntryPoint("course_of_mine", "course_of_mine", installed.GROUP)
    caches = (installed.entry_points, installed.packages, sys.modules["grader.exercises"]._packages)

    def forget():
        for cache in caches:
            cache.cache_clear()
        for name in [name for name in sys.modules if name.startswith("course_of_mine")]:
            del sys.modules[name]

    forget()
    monkeypatch.setattr(metadata, "entry_points", lambda group: (point,))
    yield folder / "course_of_mine" / "first_lesson"
    monkeypatch.undo()
    forget()


def test_an_installed_exercise_is_one_like_ours(package):
    # Found by name, after the course's own lessons; its module is what a caged process must not see.
    assert list(by_lesson())[-1] == "20-first-lesson"
    assert not list(proof.faults(all_exercises()["centred"]))
    assert installed.module_names() == {"course_of_mine"}
    assert package / "centred.py" in installed.files()


def test_what_is_no_lesson_may_lie_beside_them(package):
    # Helpers of the teacher's own: a package that declares nothing; and a loose file that nobody has to import.
    helpers = package.parent / "helpers"
    helpers.mkdir()
    (helpers / "__init__.py").touch()
    (package.parent / "loose.py").write_text("raise SystemExit")
    assert list(by_lesson())[-1] == "20-first-lesson"


def test_an_edited_package_has_only_its_own_lessons_graded_again(package):
    # A class that was graded in another lesson stays as it is, however often a teacher mends an exercise of theirs.
    theirs, ours = frozenset({"20-first-lesson"}), frozenset({"03-softmax-weighting"})
    before = [ledger.grader_digest(lessons) for lessons in (ours, theirs, None)]
    (package / "centred.py").write_text((package / "centred.py").read_text() + "# mended")
    ledger.grader_digest.cache_clear()
    after = [ledger.grader_digest(lessons) for lessons in (ours, theirs, None)]
    ledger.grader_digest.cache_clear()
    assert [one == other for one, other in zip(before, after, strict=True)] == [True, False, False]


def test_what_a_lesson_builds_on_counts_for_it():
    # The set-up cell gives it, and it answers for a learner's wrong one: it may decide a verdict. Later lessons do not.
    concerned = ledger._concerned({"04-weighted-summation"})
    assert {"04-weighted-summation", "03-softmax-weighting"} <= concerned and "06-scaling" not in concerned


FAULTS = {
    "a reference with a helper": ("return scores - scores.mean(", "return _helped(scores) - scores.mean(", "_helped"),
    "a mistake that is right": ("lambda scores: scores - scores.mean(),", "lambda it: centred(it),", "mean-of-all"),
    "a reference that only raises": ("return scores - ", "return 1 / 0 - ", "ZeroDivisionError"),
    "cases that never change": ("rng.normal(3, 2, shape)", "np.arange(12.0).reshape(3, 4) ** 2", ""),
}


@pytest.mark.parametrize("before, after, said", FAULTS.values(), ids=FAULTS)
def test_what_is_wrong_with_a_declaration_is_said(package, before, after, said):
    # `grader prove` is how a teacher learns of it.
    file = package / "centred.py"
    text = file.read_text(encoding="utf-8").replace(
        "rng.normal(3, 2, n)", "np.arange(n) ** 2.0" if not said else "rng.normal(3, 2, n)"
    )
    file.write_text(text.replace(before, after) + "\n\ndef _helped(scores):\n    return scores\n", encoding="utf-8")
    faults = [say(fault) for fault in proof.faults(all_exercises()["centred"])]
    assert faults and any(said in fault for fault in faults)


@pytest.mark.parametrize("language, word", [("en", "restart JupyterLab"), ("zh", "请重启 JupyterLab")])
def test_a_package_that_a_running_server_cannot_import_yet(package, language, word):
    # pip lists it at once; a formgrader that runs since before finds no such module, and its log must say what to do.
    speak(language)
    sys.path.remove(str(package.parents[1]))
    with pytest.raises(installed.BrokenPackage, match=word) as broken:
        by_lesson()
    assert "course_of_mine" in str(broken.value) and broken.value.__suppress_context__
    with pytest.raises(installed.BrokenPackage):  # nor is the grader to be reported for it
        check_notebook(ROOT / "notebooks" / "en" / "02-matching" / "02-matching.ipynb", cage=None)


BROKEN = {
    "no Python": ("centred.py", "def centred(scores):", "def centred(scores:", "SyntaxError"),
    "a name that is taken": ("centred.py", "centred", "softmax", "softmax"),
    "a lesson without its title": ("__init__.py", "TITLE =", "TITEL =", "TITLE"),
}


@pytest.mark.parametrize("name, before, after, said", BROKEN.values(), ids=BROKEN)
def test_a_broken_package_is_named_in_one_sentence(package, name, before, after, said):
    # Whoever runs the course with it must learn whom to ask.
    file = package / name
    file.write_text(file.read_text(encoding="utf-8").replace(before, after), encoding="utf-8")
    with pytest.raises(installed.BrokenPackage) as broken:
        by_lesson()
    assert "course_of_mine" in str(broken.value) and said in str(broken.value)
