"""Lesson 06: scores that keep their voice down, however many qualities a label has."""

from grader.exercises.scaling.scaled_attention import SCALED_ATTENTION
from grader.exercises.scaling.scaled_scores import SCALED_SCORES
from grader.exercises.scaling.softmax_jacobian import SOFTMAX_JACOBIAN
from grader.judge import Text

LESSON = "06-scaling"
TITLE = Text("Scaling by √d", "除以 √d")
EXERCISES = (SCALED_SCORES, SCALED_ATTENTION, SOFTMAX_JACOBIAN)
