"""What the folder that `nbgrader zip_collect` reads holds of a student: the next collecting would bring it back."""

import glob
import os
import re
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePath

from nbgrader.apps.zipcollectapp import ZipCollectApp

from grader.gradebook.course import Course
from grader.gradebook.files import below


def downloads(course: Course, student: str) -> list[Path]:
    """The student's files as they came and as they were extracted, and the archives that hold one; sorted.

    Whose a file is says the course's own collector, by its regular expression. An archive in an archive is not opened.
    """
    app = ZipCollectApp(config=course.app.config, log_level="ERROR")
    collector = app.collector_plugin(parent=app)
    return [
        path
        for folder, extracted in _folders(course, app)
        for path in _files(folder)
        if any(_student(collector, name) == student for name in _collected_as(path, folder, extracted))
    ]


def _folders(course, app) -> list[tuple[Path, Path]]:
    """(a folder to look into, where its files are when they are collected), of every assignment."""
    root, structure = glob.escape(str(course.root)), app.collect_directory_structure
    steps = app.archive_directory, app.extracted_directory
    named = {"downloaded": glob.escape(app.downloaded_directory), "assignment_id": "*"}
    patterns = [os.path.join(root, structure.format(**named, collect_step=glob.escape(step))) for step in steps]
    archives, extracted = (sorted(map(Path, glob.glob(pattern))) for pattern in patterns)
    beside = [folder.with_name(app.extracted_directory) for folder in archives]
    return [*zip(archives, beside, strict=True), *zip(extracted, extracted, strict=True)]


def _files(folder) -> list[Path]:
    return sorted(Path(entry.path) for entry in below(folder) if entry.is_file(follow_symlinks=False))


def _collected_as(path, folder, extracted) -> Iterator[str]:
    """The paths under which the collector meets a file, or what an archive holds."""
    place = extracted / path.relative_to(folder)
    yield str(place)
    if folder != extracted:
        name = PurePath(place.stem).stem if place.stem.endswith(".tar") else place.stem
        yield from (str(place.with_name(name) / member) for member in _members(path))


def _members(path) -> list[str]:
    """The names in an archive; none where it is none, or is damaged."""
    try:
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                return archive.namelist()
        if tarfile.is_tarfile(path):
            with tarfile.open(path) as archive:
                return archive.getnames()
    except (OSError, zipfile.BadZipFile, tarfile.TarError, EOFError):
        pass
    return []


def _student(collector, name) -> str | None:
    try:
        return (collector.collect(name) or {}).get("student_id")
    except re.error:  # then nothing can be collected
        return None
