"""Which cases a submission is judged with: drawn from a secret of the course, so they repeat but cannot be guessed.

The secret is a file beside the gradebook, made on first use, readable by its owner only. It never enters the cage.
Whoever has it and a submission can draw the same cases; without it a regrade of the same submission draws others, and
says so.
"""

import contextlib
import hashlib
import hmac
import os
import secrets
from collections.abc import Iterable, Mapping
from pathlib import Path

from grader.language import Text
from grader.notebook import progress

SECRET_FILE = ".grading-secret"
Secret = (
    bytes | Mapping[str, int]
)  # of the course; or only what was drawn from it for a submission: "digest/exercise" → seed
PUBLIC = 0  # the seed of `check` in a notebook, and of all that feedback shows

CLOSED = Text(
    "The course's secret {file} cannot be read ({reason}), so the inputs of the last grading cannot be drawn again. "
    "Grade as the account that owns it, or restore it from your backup.",
    "课程的密钥 {file} 无法读取（{reason}），没法重新抽出上次评分用的输入。请用它所属的账户评分，或从备份恢复它。",
)
REDRAWN = Text(
    "{count} had been graded with another secret than {file}: their inputs were drawn anew, so a grade may differ "
    "although neither work nor exercise changed. If the old secret was lost by mistake, restore it and grade again.",
    "有 {count} 份上次评分用的不是现在的密钥 {file}：输入已重新抽取，因此作业和题目都没变，分数也可能不同。"
    "如果是误丢了旧密钥，请恢复它再评一次。",
)


class SecretClosed(Exception):
    """There is a secret and it cannot be read; `sentence` says why, and the remedy."""

    def __init__(self, sentence: Text):
        super().__init__(sentence.en)
        self.sentence = sentence


def secret_of(course: Path | None) -> bytes:
    """The secret of a course's folder; without a course (or when none can be written there) the user's own.

    Raises `SecretClosed`: drawing other inputs than the last time, and saying nothing, would be worse.
    """
    for folder in filter(None, (course, progress.folder())):
        try:
            return _read_or_make(folder / SECRET_FILE)
        except OSError as error:
            if os.path.lexists(folder / SECRET_FILE):
                reason = error.strerror or error
                raise SecretClosed(CLOSED.format(file=folder / SECRET_FILE, reason=reason)) from error
    return secrets.token_bytes(32)


def _read_or_make(file: Path) -> bytes:
    file.parent.mkdir(parents=True, exist_ok=True)
    if kept := _kept(file):
        return kept
    draft = file.with_name(f"{file.name}.{os.getpid()}.{secrets.token_hex(4)}")
    try:
        with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as new:
            new.write(os.urandom(32).hex().encode())
            new.flush()
            os.fsync(new.fileno())
        _put(draft, file)
    finally:
        with contextlib.suppress(FileNotFoundError):
            draft.unlink()
    return _kept(file)


def _kept(file: Path) -> bytes:
    """What is in the file; nothing when it is not there, or was left empty by a full disk."""
    try:
        return file.read_bytes().strip()
    except FileNotFoundError:
        return b""


def _put(draft: Path, file: Path) -> None:
    """The first of several processes wins, and all read what it wrote; an empty file is nobody's."""
    try:
        os.link(draft, file)
    except OSError:
        if not _kept(file):
            os.replace(draft, file)


def mark_of(secret: bytes) -> str:
    """What tells one secret from another and gives nothing of either away."""
    return hmac.digest(secret, b"which secret", hashlib.sha256)[:8].hex()


def seed_for(secret: Secret, digest: str, exercise: str) -> int:
    """HMAC(secret, submission, exercise) as a number; looked up where it was drawn elsewhere (`KeyError`)."""
    name = f"{digest}/{exercise}"
    if not isinstance(secret, bytes):
        return secret[name]
    return int.from_bytes(hmac.digest(secret, name.encode(), hashlib.sha256)[:8])


def drawn_seeds(secret: bytes, digest: str, exercises: Iterable[str]) -> dict[str, int]:
    """The seeds of one submission, for a machine that judges it and need not know the secret."""
    return {f"{digest}/{name}": seed_for(secret, digest, name) for name in exercises}
