"""Exercise + caller → verdict. What a declaration needs is imported from here."""

from grader.judge.declaration import Check, Exercise, Mistake, Tolerance
from grader.language import Text

__all__ = ["Check", "Exercise", "Mistake", "Text", "Tolerance"]
