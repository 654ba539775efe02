"""The attention course: what a notebook imports. Light on purpose: NumPy and the standard library."""

from grader.notebook.checking import check, hint, solution
from grader.notebook.progress import progress
from grader.notebook.session import check_setup, start

__all__ = ["check", "check_setup", "hint", "progress", "solution", "start"]
