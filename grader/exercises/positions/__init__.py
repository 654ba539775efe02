"""Lesson 09: what place a word stands at, and the midterm, a whole layer."""

from grader.exercises.positions.attention_layer import ATTENTION_LAYER
from grader.exercises.positions.rotate_by_position import ROTATE_BY_POSITION
from grader.exercises.positions.shift_matrix import SHIFT_MATRIX
from grader.exercises.positions.sinusoidal_positions import SINUSOIDAL_POSITIONS
from grader.judge import Text

LESSON = "09-positions"
TITLE = Text("Positions", "位置编码")
EXERCISES = (SINUSOIDAL_POSITIONS, SHIFT_MATRIX, ROTATE_BY_POSITION, ATTENTION_LAYER)
