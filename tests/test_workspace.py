"""The learner's copies: made once, never overwritten, reset without loss."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from grader import cli
from grader.language import speak
from grader.notebook import workspace
from grader.notebook.workspace import WorkspaceError, copy_lessons, find_lesson, reset

LESSONS = ("00-welcome", "03-softmax-weighting", "05-self-attention", "12-long-contexts")
SOFTMAX = "03-softmax-weighting"


@pytest.fixture
def course(tmp_path):
    """A course of four lessons in two languages; a lesson's notebook says its own name."""
    for language in ("en", "zh"):
        for name in LESSONS:
            folder = tmp_path / "notebooks" / language / name
            folder.mkdir(parents=True)
            (folder / f"{name}.ipynb").write_text(f"{language} {name}", encoding="utf-8")
    return tmp_path


def mine(course, name=SOFTMAX, language="en"):
    return course / "work" / language / name / f"{name}.ipynb"


def update(course, name=SOFTMAX, text="a newer version"):
    (course / "notebooks" / "en" / name / f"{name}.ipynb").write_text(text, encoding="utf-8")


def test_first_start_copies_every_lesson_of_one_language(course):
    """The other language's copies would only be in the way."""
    assert copy_lessons("zh", course) == []
    assert [mine(course, name, "zh").read_text(encoding="utf-8") for name in LESSONS] == [f"zh {n}" for n in LESSONS]
    assert not (course / "work" / "en").exists()


def test_second_start_leaves_what_the_learner_wrote(course):
    """The promise of work/."""
    copy_lessons("en", course)
    mine(course).write_text("my answers")
    assert copy_lessons("en", course) == []
    assert mine(course).read_text() == "my answers"


def test_update_is_told_once_a_start_and_changes_nothing(course):
    """A learner in the middle of a lesson decides when to take the newer one."""
    copy_lessons("en", course)
    mine(course).write_text("my answers")
    update(course)
    (sentence,) = copy_lessons("en", course)
    assert "03-softmax-weighting" in sentence.en
    assert "grader reset 03 --language en" in sentence.en
    assert "reset 03" in sentence.zh
    assert mine(course).read_text() == "my answers"
    assert copy_lessons("en", course) == [sentence]


def test_lesson_added_later_is_copied(course):
    """The course grows; so does work/."""
    copy_lessons("en", course)
    new = course / "notebooks" / "en" / "06-scaling" / "06-scaling.ipynb"
    new.parent.mkdir()
    new.write_text("new")
    assert copy_lessons("en", course) == []
    assert mine(course, "06-scaling").read_text() == "new"


def test_deleted_notebook_comes_back_and_other_files_stay(course):
    """Deleting a lesson in the file browser is how many people start it afresh."""
    copy_lessons("en", course)
    notes = mine(course).with_name("notes.txt")
    notes.write_text("mine")
    mine(course).unlink()
    copy_lessons("en", course)
    assert mine(course).read_text() == f"en {SOFTMAX}" and notes.read_text() == "mine"


def test_files_beside_a_notebook_are_copied_but_not_what_tools_left_there(course):
    """A picture belongs to the lesson; a checkpoint of the maintainer's does not."""
    folder = course / "notebooks" / "en" / SOFTMAX
    for name in ("figures/one.svg", ".ipynb_checkpoints/old.ipynb"):
        (folder / name).parent.mkdir()
        (folder / name).write_text("x")
    copy_lessons("en", course)
    assert mine(course).with_name("figures").joinpath("one.svg").exists()
    assert not mine(course).with_name(".ipynb_checkpoints").exists()


@pytest.mark.parametrize("content", ["", "[]", "{half"])
def test_damaged_record_of_origins_is_begun_anew(course, content):
    """A power cut must not keep the course from opening; updates are told again from then on."""
    copy_lessons("en", course)
    (course / "work" / workspace.ORIGINS).write_text(content)
    assert copy_lessons("en", course) == []
    update(course)
    assert len(copy_lessons("en", course)) == 1


def test_record_of_origins_keeps_the_other_language(course):
    """One file serves both."""
    copy_lessons("en", course)
    copy_lessons("zh", course)
    assert len(json.loads((course / "work" / workspace.ORIGINS).read_text())) == 2 * len(LESSONS)


def test_no_half_written_file_is_left(course, monkeypatch):
    """A full disk in the middle of a copy: a sentence, and the next start copies it whole."""

    def disk_full(*_):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", disk_full)
        with pytest.raises(WorkspaceError, match="No space left on device"):
            copy_lessons("en", course)
    assert not list(course.glob("work/**/*.part")) and not list(course.glob("work/**/*.ipynb"))
    copy_lessons("en", course)
    assert mine(course).exists()


@pytest.mark.parametrize("asked", ["03", "3", SOFTMAX, "softmax", "Softmax", f"work/en/{SOFTMAX}/{SOFTMAX}.ipynb"])
def test_a_lesson_is_found_by_what_people_type(course, asked):
    """Number, name, part of the name, or the file itself by the shell's completion."""
    assert find_lesson(asked, "en", course) == SOFTMAX


@pytest.mark.parametrize("asked", ["99", "nonsense", "", "e"])
def test_what_names_no_lesson_gets_a_sentence_that_names_lessons(course, asked):
    """A number too many, a typing error, nothing at all, and what several lessons contain."""
    with pytest.raises(WorkspaceError, match="05-self-attention"):
        find_lesson(asked, "en", course)


def test_reset_keeps_the_old_files_under_free_names(course):
    """Twice, since the second must not overwrite what the first has kept."""
    copy_lessons("en", course)
    for text in ("first try", "second try"):
        mine(course).write_text(text)
        sentence = reset("3", "en", course)
    assert mine(course).read_text() == f"en {SOFTMAX}"
    kept = [mine(course).with_name(f"{SOFTMAX}.old-{n}.ipynb") for n in (1, 2)]
    assert [path.read_text() for path in kept] == ["first try", "second try"]
    assert f"work/en/{SOFTMAX}/{SOFTMAX}.old-2.ipynb" in sentence.en and sentence.zh


def test_reset_takes_the_newer_version_and_ends_the_reminder(course):
    """That is what the reminder advises."""
    copy_lessons("en", course)
    update(course)
    reset("softmax", "en", course)
    assert mine(course).read_text() == "a newer version"
    assert copy_lessons("en", course) == []


def test_reset_of_a_lesson_that_was_never_opened_copies_it(course):
    """There is nothing to keep, and nothing to complain about."""
    assert "old" not in reset("12", "zh", course).en
    assert mine(course, "12-long-contexts", "zh").exists()


@pytest.mark.parametrize("language", ["en", "zh"])
def test_without_the_originals_there_is_a_sentence(tmp_path, language):
    """As where the packages were installed from a wheel; in the reader's language."""
    speak(language)
    with pytest.raises(WorkspaceError, match={"en": "not here", "zh": "没有"}[language]):
        reset("03", language, tmp_path)
    with pytest.raises(WorkspaceError):
        copy_lessons(language, tmp_path)
    assert not list(tmp_path.iterdir())


def test_the_command_resets_and_speaks_in_sentences(course, monkeypatch):
    # `grader reset`: a sentence for what was done and one for a lesson that does not exist, never a traceback.
    for function in (workspace.reset, workspace.has_copy):
        monkeypatch.setattr(function, "__defaults__", (course,))
    done = CliRunner().invoke(cli.app, ["reset", "03", "--language", "zh"])
    assert done.exit_code == 0, done.output
    assert done.output.startswith(SOFTMAX)
    assert mine(course, language="zh").exists()
    refused = CliRunner().invoke(cli.app, ["reset", "99"])
    assert refused.exit_code == 1
    assert refused.output.startswith("There is no lesson '99'")


def test_the_command_resets_the_language_that_the_learner_has(course, monkeypatch):
    # Chinese copies under an English locale: it is the Chinese lesson that starts afresh.
    for function in (workspace.reset, workspace.has_copy):
        monkeypatch.setattr(function, "__defaults__", (course,))
    copy_lessons("zh", course)
    assert CliRunner().invoke(cli.app, ["reset", "03"]).exit_code == 0
    assert not mine(course).exists()
    assert mine(course, language="zh").with_name(f"{SOFTMAX}.old-1.ipynb").exists()
