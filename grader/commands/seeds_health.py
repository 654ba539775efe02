"""What the doctor says of a course's secret: where it lies, who can read it, whether Git would take it along."""

import os
import shutil
import subprocess
from pathlib import Path

from grader.gradebook.seeds import SECRET_FILE
from grader.language import Text, say
from grader.notebook.setup import Finding

CONFIG = "nbgrader_config.py"  # a folder with this file is a course
WHAT = Text("secret of the course", "课程的密钥")
TO_COME = Text("none yet: the first grading makes {file}", "还没有：第一次评分时会生成 {file}")
KEEP = Text("{file} (keep it with the gradebook's backup)", "{file}（备份成绩册时请一起保存）")
SEEN_BY_OTHERS = Text(
    "Other accounts can read {file}, and whoever has it can work out the graded inputs. Run: chmod 600 {file}",
    "别的账户能读到 {file}，有了它就能算出评分用的输入。请运行：chmod 600 {file}",
)
IN_GIT = Text(
    "Git does not ignore {file}, so it would be handed out with the course. Add the line {name} to .gitignore; if it "
    "is committed already, also run: git rm --cached {name}",
    "Git 没有忽略 {file}，它会跟着课程一起发出去。请在 .gitignore 里加一行 {name}；"
    "如果已经提交过，再运行：git rm --cached {name}",
)
GIT_SECONDS = 10


def secret_findings(folder: Path) -> list[Finding]:
    """One finding where `folder` is a course, else none."""
    if not (folder / CONFIG).is_file():
        return []
    file = folder / SECRET_FILE
    if not file.exists():
        return [Finding(WHAT, say(TO_COME.format(file=file)), True, WHAT)]
    trouble = SEEN_BY_OTHERS if _is_open(file) else IN_GIT if _would_be_committed(file) else None
    remedy = (trouble or WHAT).format(file=file, name=SECRET_FILE)
    return [Finding(WHAT, str(file) if trouble else say(KEEP.format(file=file)), trouble is None, remedy)]


def _is_open(file: Path) -> bool:
    return os.name != "nt" and bool(file.stat().st_mode & 0o077)


def _would_be_committed(file: Path) -> bool:
    """Whether a Git repository around the file tracks it, or would with the next `git add`."""
    git = shutil.which("git")
    if not git:
        return False
    command = [git, "-C", str(file.parent), "check-ignore", "--quiet", file.name]
    try:
        return subprocess.run(command, capture_output=True, timeout=GIT_SECONDS).returncode == 1
    except (OSError, subprocess.TimeoutExpired):
        return False
