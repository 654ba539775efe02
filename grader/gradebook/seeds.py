"""Which cases a submission is judged with: drawn from a secret of the course, so they repeat but cannot be guessed.

The secret is a file of the course's folder, made on first use, readable by its owner only. It never enters the cage.
Whoever has it and a submission can draw the same cases; without it a regrade of the same submission draws others.
"""

import contextlib
import hashlib
import hmac
import os
import secrets
from collections.abc import Iterable, Mapping
from pathlib import Path

from grader.notebook import progress

SECRET_FILE = ".grading-secret"
Secret = (
    bytes | Mapping[str, int]
)  # of the course; or only what was drawn from it for a submission: "digest/exercise" → seed
PUBLIC = 0  # the seed of `check` in a notebook, and of all that feedback shows


def secret_of(course: Path | None) -> bytes:
    """The secret of a course's folder; without a course (or when it cannot be written) the user's own."""
    for folder in filter(None, (course, progress.folder())):
        with contextlib.suppress(OSError):
            return _read_or_make(folder / SECRET_FILE)
    return secrets.token_bytes(32)


def _read_or_make(file: Path) -> bytes:
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_name(f"{file.name}.{os.getpid()}.{secrets.token_hex(4)}")
    with contextlib.suppress(FileNotFoundError):
        if kept := file.read_bytes():
            return kept
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as new:
        new.write(secrets.token_hex(32).encode())
        new.flush()
        os.fsync(new.fileno())
    try:
        os.link(draft, file)  # the first of several processes wins, and all read what it wrote
    except FileExistsError:
        pass
    except OSError:
        os.replace(draft, file)
    finally:
        with contextlib.suppress(FileNotFoundError):
            draft.unlink()
    return file.read_bytes()


def seed_for(secret: Secret, digest: str, exercise: str) -> int:
    """HMAC(secret, submission, exercise) as a number; looked up where it was drawn elsewhere (`KeyError`)."""
    name = f"{digest}/{exercise}"
    if not isinstance(secret, bytes):
        return secret[name]
    return int.from_bytes(hmac.digest(secret, name.encode(), hashlib.sha256)[:8])


def drawn_seeds(secret: bytes, digest: str, exercises: Iterable[str]) -> dict[str, int]:
    """The seeds of one submission, for a machine that judges it and need not know the secret."""
    return {f"{digest}/{name}": seed_for(secret, digest, name) for name in exercises}
