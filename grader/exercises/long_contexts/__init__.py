"""Lesson 12: the bill of long texts, and how to pay less for the same answer."""

from grader.exercises.long_contexts.cached_step import CACHED_STEP
from grader.exercises.long_contexts.online_softmax_step import ONLINE_SOFTMAX_STEP
from grader.exercises.long_contexts.score_count import SCORE_COUNT
from grader.exercises.long_contexts.sliding_window_mask import SLIDING_WINDOW_MASK
from grader.judge import Text

LESSON = "12-long-contexts"
TITLE = Text("Long contexts", "长上下文")
EXERCISES = (SCORE_COUNT, CACHED_STEP, ONLINE_SOFTMAX_STEP, SLIDING_WINDOW_MASK)  # as the lesson meets them
