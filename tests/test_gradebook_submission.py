"""What is read of a hand-in: every way in which a file can be bent, broken or meant to harm."""

import json
import os
import socket
import sys
import time

import pytest
from submissions import (
    LESSON,
    OVERFLOWING,
    STUB,
    built,
    cell_of,
    code,
    of_format_3,
    other_kernel,
    reordered,
    retyped,
    solved,
    source_of,
    twin,
    untouched,
    with_cell,
    with_outputs,
    with_source,
    without,
    without_grade_ids,
    without_ids,
)

from grader.exercises import by_lesson
from grader.gradebook.files import files_beside, shown
from grader.gradebook.plan import cells_to_run, lessons_own_cells
from grader.gradebook.submission import find_submission, read_submission
from grader.language import LANGUAGES

EXERCISES = list(by_lesson()[LESSON])
no_windows = pytest.mark.skipif(sys.platform == "win32", reason="pipes and links are a matter of POSIX")


@pytest.fixture
def read(tmp_path):
    """Write a file, read it as a submission."""

    def write_and_read(content, name=f"{LESSON}.ipynb"):
        file = tmp_path / name
        file.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
        return read_submission(file)

    return write_and_read


REFUSED = {
    "empty": (b"", "is empty"),
    "only white space": (b" \n\n", "is empty"),
    "cut off": (json.dumps(solved()).encode()[:5000], "not valid JSON"),
    "a Python file": (b"import numpy as np\n", "not valid JSON"),
    "merge conflict": (b'{"cells": [\n<<<<<<< HEAD\n"a"\n=======\n"b"\n>>>>>>> theirs\n]}', "merge-conflict"),
    "JSON, no notebook": (b'{"a": 1}', "is not a notebook"),
    "a JSON list": (b"[1, 2]", "is not a notebook"),
    "cells that are no list": (b'{"cells": {"a": 1}}', "is not a notebook"),
    "another course's": ({"cells": [code("print(1)")], "metadata": {}, "nbformat": 4}, "none of the course's"),
    "nested too deep": (b'{"cells": ' + b"[" * 200_000 + b"]" * 200_000 + b"}", "nests too deep"),
    "millions of lists": (b'{"cells": [' + b"[]," * 4_000_000 + b"[]]}", "too many parts"),
    "a number of many digits": (b'{"cells": [], "n": ' + b"1" * 10_000 + b"}", "nests too deep or has too many"),
    "too many cells": ({"cells": [code("1")] * 3000}, "has 3000 cells"),
    "too much text": ({"cells": [code("#" * 5 * 2**20)]}, "more than 4 MB of text"),
    "too large a file": (b" " * (33 * 2**20), "larger than 32 MB"),
}


@pytest.mark.parametrize("content, words", REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_judged_gets_one_sentence(read, content, words):
    # One sentence, in both languages, with a remedy; never an exception, whatever is in the file.
    begin = time.perf_counter()
    submission = read(content)
    assert words in submission.refusal.en
    assert submission.refusal.zh
    assert not submission.cells
    assert time.perf_counter() - begin < 5


def test_a_file_that_is_not_there(tmp_path):
    assert "There is no file" in read_submission(tmp_path / "nothing.ipynb").refusal.en


@no_windows
def test_links_pipes_and_folders_are_not_read(tmp_path):
    # A link could lead to another's work or a secret; a pipe would make the grader wait for ever.
    secret = tmp_path / "secret.ipynb"
    secret.write_text(json.dumps(solved()))
    folder = tmp_path / "handed-in"
    folder.mkdir()
    (folder / "link.ipynb").symlink_to(secret)
    os.mkfifo(folder / "pipe.ipynb")
    (folder / "folder.ipynb").mkdir()
    socket.socket(socket.AF_UNIX).bind(str(folder / "socket.ipynb"))
    words = {"link": "is a link", "pipe": "not an ordinary", "folder": "not an ordinary", "socket": "not an ordinary"}
    for name, sentence in words.items():
        assert sentence in read_submission(folder / f"{name}.ipynb").refusal.en


@no_windows
def test_files_beside_are_ordinary_ones(tmp_path):
    # The learner's own module may be imported; what a link leads to may not be smuggled in.
    folder = tmp_path / "handed-in"
    (folder / "data").mkdir(parents=True)
    (folder / "helpers.py").write_text("x = 1")
    (folder / "data" / "table.csv").write_text("1,2")
    (folder / "timestamp.txt").write_text("now")
    (folder / "big.bin").write_bytes(bytes(9 * 2**20))
    (tmp_path / "gradebook.db").write_text("secret")
    (folder / "book.db").symlink_to(tmp_path / "gradebook.db")
    (folder / "all").symlink_to(tmp_path)
    os.mkfifo(folder / "pipe")
    assert set(files_beside(folder)) == {"helpers.py", "data/table.csv"}
    assert set(files_beside(folder, deep=False)) == {"helpers.py"}


def test_a_name_cannot_turn_the_terminal_around():
    # Names come from outside: line breaks, escapes and right-to-left marks do not reach a screen.
    assert shown("a\x1b[31m\n\u202eb") == "a??31m??b"
    assert shown("<b>[x](javascript:1)") == "?b??x?(javascript:1)"
    assert len(shown("x" * 500)) <= 80


READ = {
    "as built": solved(),
    "with a byte order mark": b"\xef\xbb\xbf" + json.dumps(solved()).encode(),
    "in UTF-16": json.dumps(solved()).encode("utf-16"),
    "of format 3": of_format_3(solved()),
    "without a kernelspec": solved() | {"metadata": {}},
    "with R's kernelspec": other_kernel(solved()),
    "of a later minor version": solved() | {"nbformat_minor": 99},
    "without grade ids": without_grade_ids(solved()),
    "without any ids": without_ids(solved()),
    "upside down": reordered(solved()),
    "huge outputs": with_outputs(solved(), 12),
    "a surrogate": with_cell(solved(), "setup", code("'\ud800'")),
    "cells that are no cells": solved() | {"cells": [None, 3, "x", {}, {"cell_type": 7}, *solved()["cells"]]},
}


@pytest.mark.parametrize("content", READ.values(), ids=READ)
def test_what_can_be_judged_is_read(read, content):
    # Recognised by what is in it; sources survive whatever carried them.
    submission = read(content, "whatever the browser called it (3).ipynb")
    assert submission.refusal is None
    assert (submission.lesson, submission.language) == (LESSON, "en")
    sources = [cell.source for cell in submission.cells if cell.kind == "code"]
    assert source_of(solved(), "softmax") in sources
    "".join(sources).encode()


@pytest.mark.parametrize("lesson", by_lesson())
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("folder", ["solutions", "notebooks"])
def test_every_lesson_is_recognised(read, lesson, language, folder):
    # Each lesson defines functions of earlier ones in its given cell: that must not confuse.
    for bend in (lambda notebook: notebook, without_grade_ids, without_ids):
        submission = read(bend(built(folder, language, lesson)), "x.ipynb")
        assert (submission.lesson, submission.language) == (lesson, language)


def test_prose_tells_the_language_when_the_set_up_cell_is_gone(read):
    assert read(without(solved("zh"), "setup")).language == "zh"


def test_a_renamed_notebook_is_found(tmp_path):
    # "softmax (1).ipynb" is what browsers make of it; two of them leave open which one counts.
    (tmp_path / "softmax (1).ipynb").write_text(json.dumps(solved()))
    (tmp_path / "notes.ipynb").write_text(json.dumps(built("solutions", "en", "02-matching")))
    found = find_submission(tmp_path, LESSON, LESSON)
    assert (found.name, found.lesson, found.refusal) == (LESSON, LESSON, None)
    (tmp_path / "softmax (2).ipynb").write_text(json.dumps(solved()))
    assert "Several files" in find_submission(tmp_path, LESSON, LESSON).refusal.en


def test_the_wrong_lesson_and_none_at_all(tmp_path):
    # Handed in under the right name, but it is another lesson; an empty folder.
    assert "is empty" in find_submission(tmp_path, LESSON, LESSON).refusal.en
    (tmp_path / f"{LESSON}.ipynb").write_text(json.dumps(built("solutions", "zh", "02-matching")))
    found = find_submission(tmp_path, LESSON, LESSON)
    assert "is lesson 02-matching" in found.refusal.en
    assert (found.cells, found.language) == ((), "zh")


WHAT_IS_THERE = {
    "damaged": ({"x.ipynb": "{"}, "x.ipynb is damaged: line 1 is not valid JSON"),
    "another lesson": (
        {"x.ipynb": json.dumps(built("solutions", "en", "02-matching"))},
        "x.ipynb is lesson 02-matching",
    ),
    "a time only": ({"timestamp.txt": "2025-03-01"}, "is empty"),
    "no notebook": ({"essay.pdf": "", "data.csv": ""}, "(data.csv, essay.pdf)"),
    "in a folder": ({f"mine/{LESSON}.ipynb": json.dumps(solved())}, f"(mine/{LESSON}.ipynb)"),
    "two that are no good": ({"x.ipynb": "{", "y.ipynb": ""}, "(x.ipynb, y.ipynb)"),
    "many": ({f"{number}.csv": "" for number in range(9)}, "4.csv and 4 more)"),
}


@pytest.mark.parametrize("files, said", WHAT_IS_THERE.values(), ids=WHAT_IS_THERE)
def test_what_is_there_instead_is_said(tmp_path, files, said):
    # Whoever reads it has not seen the folder: a cut-off upload under another name is something else than none.
    for name, content in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(content)
    assert said in find_submission(tmp_path, LESSON, LESSON).refusal.en


def test_a_damaged_notebook_gives_way_to_a_good_copy(tmp_path):
    # The first upload was cut off, the second got another name.
    (tmp_path / f"{LESSON}.ipynb").write_text("{")
    (tmp_path / f"{LESSON}-Copy1.ipynb").write_text(json.dumps(solved()))
    assert find_submission(tmp_path, LESSON, LESSON).refusal is None


def run_of(read, notebook) -> dict[str, str]:
    submission = read(notebook)
    return dict(cells_to_run(submission, lessons_own_cells(submission.lesson)))


def test_only_what_can_matter_is_run(read):
    # The lesson's own pictures, test cells and calls of check and hint decide nothing.
    notebook = with_cell(solved(), "softmax", code('hint("softmax")\n# once more\ncheck("softmax")'))
    assert list(run_of(read, notebook)) == ["setup", *EXERCISES]


def test_the_learners_own_cells_run_with_what_they_need(read):
    # A cell of the lesson that was left as it is runs when something of the learner's reads a name that it gives.
    notebook = with_cell(solved(), "code-04", code("mine = scores * 2"))
    assert list(run_of(read, notebook))[:3] == ["setup", "code-04", f"cell-{place(notebook, 'mine')}"]
    changed = with_source(solved(), "code-06", "scores / scores.max()")
    assert {"code-04", "code-06"} <= set(run_of(read, changed))


def place(notebook, word):
    return next(number for number, cell in enumerate(notebook["cells"]) if word in "".join(cell["source"]))


def test_the_lessons_own_cells_do_not_overwrite_a_helper(read):
    # The learner's `shares` is a function; further down the lesson calls an array so.
    helped = "def shares(row):\n    return row / row.sum()\n\ndef softmax(scores):\n    return shares(np.exp(scores))"
    assert list(run_of(read, with_source(solved(), "softmax", helped))) == ["setup", *EXERCISES]


def test_code_that_looks_around_runs_among_everything(read):
    # What `globals()` or a magic command sees cannot be told from the names it mentions.
    for source in ("globals()['softmax']", "%run other.py", "Out[3]", "_ + 1"):
        assert "code-04" in run_of(read, with_cell(solved(), "setup", code(source)))
    for source in ("for _ in range(3): pass", "%matplotlib inline", "first, _ = 1, 2", "%%time\n1"):
        assert "code-04" not in run_of(read, with_cell(solved(), "setup", code(source)))


def test_a_stub_does_not_shadow_an_answer(read):
    # Copied, then written in one of the two; or written in a cell of one's own above: Run All would end with the stub.
    answer = source_of(solved(), "softmax")
    for notebook in (
        twin(untouched(), "softmax", answer, before=True),
        twin(untouched(), "softmax", answer),
        with_cell(untouched(), "setup", code(answer)),
    ):
        sources = list(run_of(read, notebook).values())
        assert answer in sources
        assert source_of(untouched(), "softmax") not in sources
    assert source_of(untouched(), "softmax") in run_of(read, untouched()).values()


def test_the_last_of_two_answers_counts(read):
    # Both run, in their order, as Jupyter would.
    sources = list(run_of(read, twin(solved(), "softmax", OVERFLOWING)).values())
    assert sources.index(OVERFLOWING) == sources.index(source_of(solved(), "softmax")) + 1


def test_an_answer_turned_into_text_runs_all_the_same(read):
    # One key too many in Jupyter (m, r) and the cell is Markdown or raw; the work is there.
    for kind in ("markdown", "raw"):
        assert run_of(read, retyped(solved(), "softmax", kind))["softmax"] == source_of(solved(), "softmax")
    fenced = with_source(retyped(solved(), "softmax", "markdown"), "softmax", f"```python\n{STUB}\n```")
    assert run_of(read, fenced)["softmax"] == STUB
    assert "softmax" not in run_of(read, with_source(retyped(solved(), "softmax", "markdown"), "softmax", "My notes"))


def test_an_answer_in_a_test_cell_runs(read):
    # Test cells are not run; but who wrote the answer there wrote an answer.
    answer = source_of(solved(), "softmax")
    notebook = with_source(without(solved(), "softmax"), "test_softmax", f'{answer}\ncheck("softmax")')
    assert answer in run_of(read, notebook)["test_softmax"]
    assert "test_softmax" not in run_of(read, with_source(solved(), "test_softmax", "assert True"))


def test_a_hostile_cell_does_not_stall_the_reader(read):
    # Patterns of ours must not take quadratic time on what somebody else wrote.
    begin = time.perf_counter()
    for source in ("import " * 500_000, "\n" * 1_000_000, "(" * 200_000, "- " * 3000 + "1", "start(" * 100_000):
        run_of(read, with_cell(solved(), "setup", code(source)))
    assert time.perf_counter() - begin < 5


def test_cell_of_the_helper_is_found():
    # The helpers of these tests find what they bend.
    assert cell_of(solved(), "softmax")["metadata"]["nbgrader"]["grade_id"] == "softmax"
