"""Lesson 04: from weights to one page, for one reader and for many."""

from grader.exercises.weighted_summation.attend import ATTEND
from grader.exercises.weighted_summation.attention import ATTENTION
from grader.exercises.weighted_summation.contributions import CONTRIBUTIONS
from grader.exercises.weighted_summation.weighted_sum import WEIGHTED_SUM
from grader.judge import Text

LESSON = "04-weighted-summation"
TITLE = Text("Weighted summation", "加权求和")
EXERCISES = (WEIGHTED_SUM, CONTRIBUTIONS, ATTEND, ATTENTION)
