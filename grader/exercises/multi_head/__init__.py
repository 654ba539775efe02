"""Lesson 08: several librarians, each with a slice of the qualities, and an editor who joins their pages."""

from grader.exercises.multi_head.merge_heads import MERGE_HEADS
from grader.exercises.multi_head.multi_head_attention import MULTI_HEAD_ATTENTION
from grader.exercises.multi_head.split_heads import SPLIT_HEADS
from grader.judge import Text

LESSON = "08-multi-head"
TITLE = Text("Multi-head attention", "多头注意力")
EXERCISES = (SPLIT_HEADS, MERGE_HEADS, MULTI_HEAD_ATTENTION)
