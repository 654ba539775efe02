"""Lesson 01: looking up books, strictly and generously."""

from grader.exercises.library_lookup.best_book import BEST_BOOK
from grader.exercises.library_lookup.exact_lookup import EXACT_LOOKUP
from grader.exercises.library_lookup.overlap_scores import OVERLAP_SCORES
from grader.exercises.library_lookup.proportional_shares import PROPORTIONAL_SHARES
from grader.judge import Text

LESSON = "01-library-lookup"
TITLE = Text("Library lookup", "图书馆查找")
EXERCISES = (EXACT_LOOKUP, OVERLAP_SCORES, BEST_BOOK, PROPORTIONAL_SHARES)
