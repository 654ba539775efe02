"""Lesson 10: gradients write the labels that we wrote by hand until now."""

from grader.exercises.learning_to_look_up.attention_backward import ATTENTION_BACKWARD
from grader.exercises.learning_to_look_up.cross_entropy import CROSS_ENTROPY
from grader.exercises.learning_to_look_up.sgd_step import SGD_STEP
from grader.exercises.learning_to_look_up.softmax_backward import SOFTMAX_BACKWARD
from grader.exercises.learning_to_look_up.train_librarian import TRAIN_LIBRARIAN
from grader.judge import Text

LESSON = "10-learning-to-look-up"
TITLE = Text("Learning to look up", "学会查找")
EXERCISES = (CROSS_ENTROPY, SOFTMAX_BACKWARD, ATTENTION_BACKWARD, SGD_STEP, TRAIN_LIBRARIAN)
