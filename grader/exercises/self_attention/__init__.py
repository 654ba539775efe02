"""Lesson 05: every word is reader, label and contents at once."""

from grader.exercises.self_attention.most_attended import MOST_ATTENDED
from grader.exercises.self_attention.project import PROJECT
from grader.exercises.self_attention.self_attention import SELF_ATTENTION
from grader.judge import Text

LESSON = "05-self-attention"
TITLE = Text("Self-attention", "自注意力")
EXERCISES = (PROJECT, SELF_ATTENTION, MOST_ATTENDED)
