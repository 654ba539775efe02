"""Lesson 07: who may look at what."""

from grader.exercises.causal_mask.causal_mask import CAUSAL_MASK
from grader.exercises.causal_mask.masked_attention import MASKED_ATTENTION
from grader.exercises.causal_mask.masked_softmax import MASKED_SOFTMAX
from grader.exercises.causal_mask.padding_mask import PADDING_MASK
from grader.judge import Text

LESSON = "07-causal-mask"
TITLE = Text("Causal mask", "因果掩码")
EXERCISES = (CAUSAL_MASK, MASKED_SOFTMAX, MASKED_ATTENTION, PADDING_MASK)  # as the lesson meets them
