"""Makes the folder of a course, for nbgrader: its notebooks with solutions, its settings.

    python deploy/make_course.py FOLDER COURSE_ID en|zh

What is in the folder already stays: grades, submissions, settings. The course's own notebooks are brought up to date.
"""

import argparse
import os
import shutil
import sys
from pathlib import Path

from grader.language import Text

ROOT = Path(__file__).resolve().parents[1]
OWN = """

# This course.
c.CourseDirectory.course_id = {course_id!r}
c.CourseDirectory.source_directory = "solutions/{language}"
c.CourseDirectory.release_directory = "release"
"""
ANOTHERS = Text(
    "{folder} belongs to another account, whose links root would follow: run this as that account.",
    "{folder} 属于另一个账户，root 会顺着它的链接写到别处去：请用那个账户来运行。",
)


class NotForRoot(Exception):
    """The folder is another's. Its text is for a reader whose language nobody knows: both."""


def make_course(folder: Path, course_id: str, language: str) -> None:
    """Write the notebooks of one language and, where there is none yet, the nbgrader_config.py of a course.

    Raises `NotForRoot` where root would write into a folder of another account.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if os.name != "nt" and os.geteuid() == 0 and folder.stat().st_uid != 0:
        raise NotForRoot(" ".join(ANOTHERS.format(folder=folder)))
    solutions = Path("solutions", language)
    shutil.copytree(ROOT / solutions, folder / solutions, dirs_exist_ok=True)
    settings = folder / "nbgrader_config.py"
    if not settings.exists():
        general = (ROOT / "nbgrader_config.py").read_text(encoding="utf-8")
        settings.write_text(general + OWN.format(course_id=course_id, language=language), encoding="utf-8")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("course_id")
    parser.add_argument("language", choices=("en", "zh"))
    try:
        make_course(**vars(parser.parse_args()))
    except NotForRoot as refused:
        sys.exit(str(refused))
