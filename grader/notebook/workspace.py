"""The learner's own copies of the lessons, in work/{language}/: made once, never overwritten."""

import contextlib
import hashlib
import itertools
import json
import os
from pathlib import Path

from grader.language import Text, say

ROOT = Path(__file__).resolve().parents[2]
WELCOME = "00-welcome"
ORIGINS = ".origins.json"
PROGRAM = r".venv\Scripts\grader" if os.name == "nt" else ".venv/bin/grader"
NOT_A_LESSON = (".ipynb_checkpoints", "__pycache__")

NO_LESSONS = Text(
    "The lessons' originals (notebooks/{language}) are not here: get the whole course again, or, "
    "if your teacher handed the lessons out, fetch the lesson from there once more.",
    "这里没有课程的原件（notebooks/{language}）：请重新下载整个课程；如果课程是老师发的，请到老师那里重新领取。",
)
NO_SUCH_LESSON = Text(
    "There is no lesson {asked!r}: write the number or the name of one of these: {names}.",
    "没有 {asked!r} 这一课：请写下面某一课的编号或名字：{names}。",
)
SEVERAL_LESSONS = Text(
    "{asked!r} fits several lessons, {names}: write the number of the one that you mean.",
    "{asked!r} 对得上好几课：{names}。请写明是哪一课的编号。",
)
NEWER = Text(
    "A newer version of {name} exists; `{command}` starts it afresh and keeps your file.",
    "{name} 有了新版本；用 `{command}` 可以重新开始这一课，你原来的文件会保留。",
)
RESET = Text(
    "{name} starts afresh in {new}, and what you had is kept in {old}: "
    "if the lesson is open in JupyterLab, close its tab and open it again.",
    "{name} 已在 {new} 重新开始，原来的文件留作 {old}：如果 JupyterLab 里正开着这一课，请关掉标签页再打开。",
)
COPIED = Text("{name} is ready in {new}.", "{name} 已经放在 {new}。")
CANNOT_WRITE = Text(
    "Your copies of the lessons cannot be written to {path} ({reason}): make room there or allow writing, "
    "then try again.",
    "你的课程副本写不进 {path}（{reason}）：请腾出空间或放开写入权限，然后再试一次。",
)


class WorkspaceError(Exception):
    """The learner's copies cannot be made or found; the text is one sentence with the remedy."""

    def __init__(self, sentence: Text):
        super().__init__(say(sentence))


def lesson_names(language: str, root: Path = ROOT) -> list[str]:
    """Names of the lessons that can be copied, in order. Raises `WorkspaceError` when there are none."""
    notebooks = root / "notebooks" / language
    names = sorted(path.parent.name for path in notebooks.glob("*/*.ipynb") if path.stem == path.parent.name)
    if not names:
        raise WorkspaceError(NO_LESSONS.format(language=language))
    return names


def find_lesson(asked: str, language: str, root: Path = ROOT) -> str:
    """The lesson meant by "03", "3", "softmax", its full name or its file. Raises `WorkspaceError`."""
    return choose(asked, lesson_names(language, root))


def choose(asked: str, names: list[str]) -> str:
    """The one of these lessons that is meant (see `find_lesson`). Raises `WorkspaceError`."""
    word = Path(asked).name.removesuffix(".ipynb").lower()
    if word in names:
        return word
    if word.isdecimal():
        found = [name for name in names if name.split("-")[0].lstrip("0") == word.lstrip("0")]
    else:
        found = [name for name in names if word and word in name]
    if len(found) == 1:
        return found[0]
    sentence = SEVERAL_LESSONS if found else NO_SUCH_LESSON
    raise WorkspaceError(sentence.format(asked=asked, names=", ".join(found or names)))


def copy_lessons(language: str, root: Path = ROOT) -> list[Text]:
    """Copy each lesson that the learner does not have yet; a sentence for each that has a newer version."""
    with _writing(root):
        origins = _read_origins(root)
        newer = []
        for name in lesson_names(language, root):
            tracked = _digest(_original(name, language, root))
            if _copy(name, language, root):
                origins[f"{language}/{name}"] = tracked
            elif origins.setdefault(f"{language}/{name}", tracked) != tracked:
                command = f"{PROGRAM} reset {name.split('-')[0]} --language {language}"
                newer.append(NEWER.format(name=name, command=command))
        _write_origins(root, origins)
    return newer


def reset(lesson: str, language: str, root: Path = ROOT) -> Text:
    """Start a lesson afresh, the learner's file kept under a free name; says so. Raises `WorkspaceError`."""
    name = find_lesson(lesson, language, root)
    mine = root / "work" / language / name / f"{name}.ipynb"
    with _writing(root):
        kept = _set_aside(mine)
        _copy(name, language, root)
        origins = _read_origins(root)
        _write_origins(root, origins | {f"{language}/{name}": _digest(_original(name, language, root))})
    new, old = (path and path.relative_to(root).as_posix() for path in (mine, kept))
    return (RESET if kept else COPIED).format(name=name, new=new, old=old)


def has_copy(lesson: str, language: str, root: Path = ROOT) -> bool:
    """Whether the learner has a copy of the lesson in that language."""
    try:
        name = find_lesson(lesson, language, root)
    except WorkspaceError:
        return False
    return (root / "work" / language / name / f"{name}.ipynb").exists()


@contextlib.contextmanager
def _writing(root):
    try:
        yield
    except OSError as error:
        raise WorkspaceError(CANNOT_WRITE.format(path=root / "work", reason=error.strerror or error)) from None


def _original(name, language, root):
    return root / "notebooks" / language / name / f"{name}.ipynb"


def _digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _copy(name, language, root):
    """Copy the files of a lesson that the learner does not have; True if its notebook was one of them."""
    source, target = (root / folder / language / name for folder in ("notebooks", "work"))
    is_new = not (target / f"{name}.ipynb").exists()
    for path in sorted(source.rglob("*")):
        copy = target / path.relative_to(source)
        if path.is_file() and not copy.exists() and not set(NOT_A_LESSON) & set(path.parts):
            copy.parent.mkdir(parents=True, exist_ok=True)
            _write(copy, path.read_bytes())
    return is_new


def _set_aside(path):
    """Rename `path` to the first free "….old-N.ipynb"; None if it is not there."""
    if not path.exists():
        return None
    candidates = (path.with_name(f"{path.stem}.old-{n}{path.suffix}") for n in itertools.count(1))
    kept = next(candidate for candidate in candidates if not candidate.exists())
    return path.rename(kept)


def _read_origins(root):
    """{"en/03-softmax-weighting": SHA-256 of the notebook that was copied}; empty if unreadable."""
    try:
        origins = json.loads((root / "work" / ORIGINS).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return origins if isinstance(origins, dict) else {}


def _write_origins(root, origins):
    _write(root / "work" / ORIGINS, (json.dumps(origins, indent=1, sort_keys=True) + "\n").encode())


def _write(path, content):
    """Write all of `content` or nothing."""
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        part.write_bytes(content)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
