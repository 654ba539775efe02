"""The files of a class on one machine, as deploy/README.md has them made, used by three accounts; run as root.

    python tests/three_accounts.py FOLDER

Prints JSON: for each thing that a student tries against the others whether it was done, and what the course collected.
No account has to exist: each is a number that a process takes on. `FOLDER` must be open to all.
"""

import json
import os
import pwd
import re
import subprocess
import sys
import traceback
from pathlib import Path

import nbgrader.api
from nbgrader.auth import Authenticator
from nbgrader.coursedir import CourseDirectory
from nbgrader.exchange.default import (
    ExchangeCollect,
    ExchangeFetchAssignment,
    ExchangeReleaseAssignment,
    ExchangeReleaseFeedback,
    ExchangeSubmit,
)
from traitlets.config.loader import PyFileConfigLoader

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "deploy"))
from make_course import make_course  # noqa: E402

COURSE, LESSON = "attention-en", "03-softmax-weighting"
GRADER, ANNA, BEN = ACCOUNTS = 20_101, 20_102, 20_103
NAMES = dict(zip(ACCOUNTS, ("grader-attention-en", "anna", "ben"), strict=True))


def named(account: int) -> pwd.struct_passwd:
    """What the system would say of one of them; nbgrader asks it for names."""
    return pwd.struct_passwd((NAMES.get(account, str(account)), "x", account, account, "", "/", "/bin/false"))


def as_account(account: int, home: Path, step):
    """What `step()` returns in a process of that account, in its home. Raises `RuntimeError` if it fails."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.setgroups([])
            os.setgid(account)
            os.setuid(account)
            os.umask(0o022)
            os.environ.clear()  # our caller's folders are not theirs
            os.environ.update(HOME=str(home), PATH=os.defpath)
            os.chdir(home)
            os.write(writing, json.dumps(step()).encode())
            os._exit(0)
        except BaseException:
            traceback.print_exc()
            os._exit(1)
    os.close(writing)
    with os.fdopen(reading, "rb") as answer:
        told = answer.read()
    if os.waitpid(child, 0)[1]:
        raise RuntimeError(step.__name__)
    return json.loads(told)


def prepare(place: Path):
    """Run the README's own lines that make folders, with our place for its place and numbers for its accounts."""
    text = (ROOT / "deploy" / "README.md").read_text(encoding="utf-8")
    lines = re.findall(r"^(?:mkdir|install|chmod) .*/srv/attention/.*$", text, re.M)
    script = "\n".join(lines).replace("/srv/attention", str(place))
    script = re.sub(r"(?<=-[og] )grader-attention-en", str(GRADER), script)
    subprocess.run(["sh", "-euc", script], cwd=ROOT, check=True)
    for account in (ANNA, BEN):
        home = place / NAMES[account]
        home.mkdir(mode=0o700)  # chmod 700 /home/anna
        os.chown(home, account, account)


def exchange(action, place: Path):
    """Run one of nbgrader's actions with the settings of a class; who may do what is up to the files' modes alone."""
    os.environ["NBGRADER_EXCHANGE"] = str(place / "exchange")
    c = PyFileConfigLoader(str(ROOT / "deploy" / "settings" / "shared" / "nbgrader_config.py")).load_config()
    c.CourseDirectory.update(course_id=COURSE, assignment_id=LESSON, root=os.getcwd())
    c[action.__name__].assignment_dir = os.getcwd()
    action(coursedir=CourseDirectory(config=c), authenticator=Authenticator(), config=c).start()


def tries(place: Path) -> dict[str, bool]:
    """What a student tries → whether it was done."""
    shared, course = place / "exchange" / COURSE, place / "courses" / COURSE
    attempts = {
        "change what was released": lambda: (shared / "outbound" / LESSON / f"{LESSON}.ipynb").write_text("mine"),
        "release something": lambda: (shared / "outbound" / "99").mkdir(),
        "list what was handed in": lambda: os.listdir(shared / "inbound"),
        "list the feedback": lambda: os.listdir(shared / "feedback"),
        "look into the course": lambda: os.listdir(course),
        "read the settings of the course": lambda: (course / "nbgrader_config.py").read_text(),
        "look into another's home": lambda: os.listdir(place / "anna"),
        "read the class list": lambda: (place / "classroom.toml").read_text(),
        "look into the hub": lambda: os.listdir(place / "hub"),
        "take the course's place": lambda: shared.rename(shared.with_name("gone")),
    }
    return {name: _done(attempt) for name, attempt in attempts.items()}


def _done(attempt) -> bool:
    try:
        attempt()
    except PermissionError:
        return False
    return True


def main(place: Path) -> dict:
    """From the release to what is collected, then all that one student tries."""
    pwd.getpwuid = named
    # Root's Python may be closed to these accounts: import all before, and run no program of it.
    nbgrader.api.get_alembic_version = str
    nbgrader.api.Gradebook("sqlite://", COURSE).close()
    prepare(place)
    course = place / "courses" / COURSE

    def release():
        make_course(course, COURSE, "en")
        (course / "release" / LESSON).mkdir(parents=True)
        (course / "release" / LESSON / f"{LESSON}.ipynb").write_text("{}")
        exchange(ExchangeReleaseAssignment, place)

    def hand_in():
        exchange(ExchangeFetchAssignment, place)
        exchange(ExchangeSubmit, place)

    def collect():
        exchange(ExchangeCollect, place)
        collected = [str(path.relative_to(course)) for path in (course / "submitted").rglob("*.ipynb")]
        told = course / "feedback" / "anna" / LESSON
        told.mkdir(parents=True)
        for name in (f"{LESSON}.html", "timestamp.txt", "submission_secret.txt"):
            (told / name).write_text("told")
        exchange(ExchangeReleaseFeedback, place)
        return collected

    def come_first():
        return _done(lambda: (place / "exchange" / COURSE / "outbound").mkdir(parents=True))

    if as_account(BEN, place / "ben", come_first):
        return {"collected": [], "done": {"open the course before its teacher does": True}}
    as_account(GRADER, course, release)
    as_account(ANNA, place / "anna", hand_in)
    collected = as_account(GRADER, course, collect)
    return {"collected": collected, "done": as_account(BEN, place / "ben", lambda: tries(place))}


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]).resolve())))
