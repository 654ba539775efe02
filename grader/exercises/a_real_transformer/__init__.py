"""Lesson 11: the parts of a pre-trained transformer, and a library that understands the question."""

from grader.exercises.a_real_transformer.feed_forward import FEED_FORWARD
from grader.exercises.a_real_transformer.head_attention import HEAD_ATTENTION
from grader.exercises.a_real_transformer.layer_norm import LAYER_NORM
from grader.exercises.a_real_transformer.previous_token_score import PREVIOUS_TOKEN_SCORE
from grader.exercises.a_real_transformer.semantic_lookup import SEMANTIC_LOOKUP
from grader.judge import Text

LESSON = "11-a-real-transformer"
TITLE = Text("A real transformer", "真正的 Transformer")
EXERCISES = (HEAD_ATTENTION, PREVIOUS_TOKEN_SCORE, LAYER_NORM, FEED_FORWARD, SEMANTIC_LOOKUP)
