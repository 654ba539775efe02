"""Lesson 03: from scores to weights."""

from grader.exercises.softmax_weighting.effective_books import EFFECTIVE_BOOKS
from grader.exercises.softmax_weighting.implied_temperature import IMPLIED_TEMPERATURE
from grader.exercises.softmax_weighting.softmax import SOFTMAX
from grader.exercises.softmax_weighting.softmax_with_temperature import SOFTMAX_WITH_TEMPERATURE
from grader.judge import Text

LESSON = "03-softmax-weighting"
TITLE = Text("Softmax weighting", "Softmax 加权")
EXERCISES = (SOFTMAX, SOFTMAX_WITH_TEMPERATURE, EFFECTIVE_BOOKS, IMPLIED_TEMPERATURE)
