"""Lesson 02: from a query and keys to scores."""

from grader.exercises.matching.cosine_scores import COSINE_SCORES
from grader.exercises.matching.dot_score import DOT_SCORE
from grader.exercises.matching.score_books import SCORE_BOOKS
from grader.exercises.matching.score_matrix import SCORE_MATRIX
from grader.judge import Text

LESSON = "02-matching"
TITLE = Text("Matching", "匹配")
EXERCISES = (DOT_SCORE, SCORE_BOOKS, SCORE_MATRIX, COSINE_SCORES)
