"""Write library.json: the opening library and the sentences of the course, in both languages, same numbers."""

import json
import re
from pathlib import Path

OUTPUT = Path(__file__).with_name("library.json")

# Qualities of a book, from -2 (the very opposite) through 0 (says nothing of it) to 2 (very much so).
QUALITIES = {"en": ["technology", "economy", "history", "art"], "zh": ["科技", "经济", "历史", "艺术"]}

# What a book's page says, as two numbers: which time it speaks of, and in which mood.
VALUE_NAMES = {"en": ["past – future", "worried – hopeful"], "zh": ["过去 – 未来", "忧虑 – 乐观"]}

QUESTION = {"en": "economic impact of AI", "zh": "人工智能的经济影响"}
QUESTION_WORDS = {"en": ["AI", "technology", "economics"], "zh": ["人工智能", "科技", "经济"]}
QUERY = [1, 2, 0, -0.5]

BOOKS = [
    {
        "key": [1.5, 2, -0.5, -0.5],
        "value": [2, 1],
        "en": {
            "title": "Technology and the Economy",
            "labels": ["technology", "economics", "21st century"],
            "content": "A new machine first takes over tasks, then changes jobs, and only in the end raises wages.",
        },
        "zh": {
            "title": "科技与经济",
            "labels": ["科技", "经济", "21世纪"],
            "content": "新机器先接手活计，再改变岗位，最后才轮到工资上涨。",
        },
    },
    {
        "key": [-2, 1, 1.5, 2],
        "value": [-2, 2],
        "en": {
            "title": "A History of the Renaissance",
            "labels": ["history", "art", "Renaissance"],
            "content": "In Florence the bankers paid, the painters dared, and the walls learned perspective.",
        },
        "zh": {
            "title": "文艺复兴史",
            "labels": ["历史", "艺术", "文艺复兴"],
            "content": "在佛罗伦萨，银行家出钱，画家出胆识，墙壁从此有了纵深。",
        },
    },
    {
        "key": [2, -0.5, -0.5, -0.5],
        "value": [1.5, 0],
        "en": {
            "title": "How Machines Learn",
            "labels": ["AI", "mathematics", "algorithms"],
            "content": "Show a machine its mistake a million times, each time a little smaller: that is learning.",
        },
        "zh": {
            "title": "机器如何学习",
            "labels": ["人工智能", "数学", "算法"],
            "content": "把错误指给机器看一百万次，每次小一点点：这就是学习。",
        },
    },
    {
        "key": [-0.5, 1.5, 1.5, 0.5],
        "value": [-1.5, -0.5],
        "en": {
            "title": "Merchants of the Silk Road",
            "labels": ["economics", "history", "trade"],
            "content": "A bolt of silk doubled its price at every oasis, and so did the rumours about it.",
        },
        "zh": {
            "title": "丝路商人",
            "labels": ["经济", "历史", "贸易"],
            "content": "一匹丝绸每过一片绿洲，价钱翻一番，传闻也翻一番。",
        },
    },
    {
        "key": [2, 0.5, 1, 0],
        "value": [-0.5, -1.5],
        "en": {
            "title": "The Age of Steam",
            "labels": ["technology", "industry", "19th century"],
            "content": "The loom never slept, so for thirty years neither did the weavers.",
        },
        "zh": {
            "title": "蒸汽时代",
            "labels": ["科技", "工业", "19世纪"],
            "content": "织布机从不睡觉，于是整整三十年，织布的人也睡不成觉。",
        },
    },
    {
        "key": [-1, -1, 0.5, 2],
        "value": [0, 1.5],
        "en": {
            "title": "Painting Mountains and Water",
            "labels": ["painting", "nature", "ink"],
            "content": "Leave the mist unpainted, and the mountain will stand in it by itself.",
        },
        "zh": {
            "title": "画山画水",
            "labels": ["绘画", "自然", "水墨"],
            "content": "雾不必画，留一片白，山自己会站在雾里。",
        },
    },
    {
        "key": [-2, -1.5, 0, 1.5],
        "value": [-0.5, -1],
        "en": {
            "title": "Songs for a Rainy Night",
            "labels": ["music", "poetry", "night"],
            "content": "The lute forgets a song as soon as it is sung; the rain knows it by heart.",
        },
        "zh": {
            "title": "夜雨弦歌",
            "labels": ["音乐", "诗歌", "夜晚"],
            "content": "琴一曲奏罢便忘了，雨却字字记得。",
        },
    },
    {
        "key": [-0.5, 0.5, 0.5, 0],
        "value": [0.5, 0.5],
        "en": {
            "title": "Bread and Salt",
            "labels": ["cooking", "home", "seasons"],
            "content": "Weigh the flour, guess the water, and let the night do the work.",
        },
        "zh": {
            "title": "面包与盐",
            "labels": ["烹饪", "家", "四季"],
            "content": "面粉要称，水凭手感，剩下的活交给夜晚。",
        },
    },
]

# Lessons 05 to 09: one embedding for the words of both sentences, 8 qualities a word, from 0 (nothing of it) to 2 (very
# much so). Both articles share a row, and 那只 shares it with them: only where they stand tells them apart.
FEATURES = {
    "en": ["creature", "action", "hunter", "prey", "place", "warmth", "describing", "pointing"],
    "zh": ["生灵", "动作", "捕猎者", "猎物", "处所", "温暖", "修饰", "指示"],
}
WORDS = {
    "the": [0, 0, 0, 0, 0, 0, 0, 2],
    "cat": [2, 0, 1, 0, 0, 0, 0, 0],
    "chased": [0, 2, 1, 1, 0, 0, 0, 0],
    "mouse": [2, 0, 0, 1, 0, 0, 0, 0],
    "grey": [0, 0, 0, 0, 0, 0, 2, 0],
    "lazily": [0, 1, 0, 0, 0, 0, 2, 0],
    "lies": [0, 2, 0, 0, 0, 0, 0, 0],
    "on": [0, 1, 0, 0, 1, 0, 0, 0],
    "warm": [0, 0, 0, 0, 0, 2, 2, 0],
    "fireside": [0, 0, 0, 0, 2, 2, 0, 0],
    "mat": [0, 0, 0, 0, 2, 1, 0, 0],
    "top": [0, 0, 0, 0, 1, 0, 0, 0],
}

# One row for each of the 8 qualities. The 4 columns of queries and keys: who or what, what happens, where, and the
# role in the hunt (keys: hunter 1, prey -1). Verbs ask who and where, creatures what happens and who hunts them.
ASKED = {"en": ["who", "what happens", "where", "role"], "zh": ["谁", "发生什么", "在哪里", "角色"]}
W_Q = [
    [0, 1, 0, 0],
    [1.5, 0.5, 1, 0],
    [0, 0.2, 0, -1],
    [0, 0.2, 0, 0.9],
    [0.5, 0.5, 0, 0],
    [0, 0, 1, 0],
    [1, 0, 0.5, 0],
    [1, 0, 0.75, 0],
]
W_K = [
    [0.5, 0, 0, 0],
    [0, 0.5, 0, 0],
    [0, 0, 0, 1],
    [0, 0, 0, -1],
    [0, 0, 0.5, 0],
    [0, 0, 0.1, 0],
    [0, 0, 0, 0],
    [0, 0, 0, 0],
]
TOLD = {"en": ["creature", "action", "role", "place"], "zh": ["生灵", "动作", "角色", "处所"]}
W_V = [
    [0.5, 0, 0, 0],
    [0, 0.5, 0, 0],
    [0, 0, 1, 0],
    [0, 0, -1, 0],
    [0, 0, 0, 0.5],
    [0, 0, 0, 0],
    [0, 0, 0, 0],
    [0, 0, 0, 0],
]

# Lesson 08: two heads of 4 columns each. Head 0 is the one above, its queries doubled (the division by √4 halves the
# scores), and verbs lean to the hunter. In head 1 words that point or describe look at nouns, nouns look at what points
# at them or describes them, verbs look at the prey.
HEAD_0_Q = [[2 * x for x in row] for row in W_Q]
HEAD_0_Q[1][3] = 0.5
HEAD_1_Q = [
    [0, 0, 0, 2],
    [2, 1.5, 0, 0],
    [0, 0, 0, 0],
    [0, 0, 0, 0],
    [0, 0, 1, 2],
    [0, 0, 2, 0],
    [2.5, 0, 0, 0],
    [2.5, 0, 0, 0],
]
HEAD_1_K = [
    [0.5, 0, 0, 0],
    [0, 0, 0, 0],
    [0, -1, 0, 0],
    [0, 1, 0, 0],
    [0.5, 0, 0, 0],
    [0, 0, 0.5, 0],
    [0, 0, 0, 0.5],
    [0, 0, 0, 0.5],
]
HEAD_1_V = [
    [0.5, 0, 0, 0],
    [0, 0, 0, 0],
    [0, -1, 0, 0],
    [0, 1, 0, 0],
    [0, 0, 0, 0],
    [0, 0, 0.5, 0],
    [0, 0, 0, 0.5],
    [0, 0, 0, 0],
]
# The editor: one row for each column of the joined pages, one column for each of the 8 qualities.
W_O = [
    [1, 0, 0, 0, 0, 0, 0, 0],
    [0, 1, 0, 0, 0, 0, 0, 0],
    [0, 0, 1, 0, 0, 0, 0, 0],
    [0, 0, 0, 0, 1, 0, 0, 0],
    [1, 0, 0, 0, 0, 0, 0, 0],
    [0, 0, 0, 1, 0, 0, 0, 0],
    [0, 0, 0, 0, 0, 1, 0, 0],
    [0, 0, 0, 0, 0, 0, 1, 0],
]


def side_by_side(left, right):
    """The columns of two heads in one matrix."""
    return [[*first, *second] for first, second in zip(left, right, strict=True)]


EMBEDDING = {
    "features": FEATURES,
    "words": WORDS,
    "query_features": ASKED,
    "value_features": TOLD,
    "W_q": W_Q,
    "W_k": W_K,
    "W_v": W_V,
    "heads": {
        "W_q": side_by_side(HEAD_0_Q, HEAD_1_Q),
        "W_k": side_by_side(W_K, HEAD_1_K),
        "W_v": side_by_side(W_V, HEAD_1_V),
        "W_o": W_O,
    },
}

# Queries times keys give, for "chased", the scores that the source's diagram draws (lessons 02 to 04).
SENTENCE = {
    "tokens": ["The", "cat", "chased", "the", "mouse"],
    "words": ["the", "cat", "chased", "the", "mouse"],
    "glosses": {"en": ["The", "cat", "chased", "the", "mouse"], "zh": ["那", "猫", "追", "那", "老鼠"]},
    "features": {"en": ["being", "doing"], "zh": ["生灵", "行动"]},
    "queries": [[0.2, 0.4], [0.4, 1.0], [1.0, 0.5], [0.2, 0.4], [0.4, 0.8]],
    "keys": [[0.1, -0.1], [0.5, 0.6], [-0.3, 0.8], [0.1, -0.1], [1.0, -0.2]],
    "values": [[0.0, 0.1], [2.0, 1.5], [0.5, 2.0], [0.0, 0.1], [2.0, -1.5]],
    "asking": 2,
    "diagram": {
        "tokens": ["The", "cat", "chased", "mouse"],
        "scores": [0.05, 0.8, 0.1, 0.9],
        "weights": [0.02, 0.4, 0.08, 0.5],
    },
}

# "That grey cat lies lazily on the mat by the warm fireside."
ON_THE_MAT = {
    "tokens": ["那只", "灰色的", "猫", "懒洋洋地", "趴", "在", "温暖的", "壁炉边", "垫子", "上"],
    "words": ["the", "grey", "cat", "lazily", "lies", "on", "warm", "fireside", "mat", "top"],
    "glosses": {
        "en": ["that", "grey", "cat", "lazily", "lies", "on", "warm", "fireside", "mat", "top"],
        "zh": ["那只", "灰色的", "猫", "懒洋洋地", "趴", "在", "温暖的", "壁炉边", "垫子", "上"],
    },
    "asking": 4,
}

LIBRARY = {
    "qualities": QUALITIES,
    "value_names": VALUE_NAMES,
    "question": QUESTION,
    "question_words": QUESTION_WORDS,
    "query": QUERY,
    "books": BOOKS,
    "embedding": EMBEDDING,
    "sentence": SENTENCE,
    "on_the_mat": ON_THE_MAT,
}


def text() -> str:
    """The file as it should be: readable JSON, one line for each short list."""
    indented = json.dumps(LIBRARY, ensure_ascii=False, indent=1)
    return re.sub(r"\[[^][{}]*\]", lambda short: re.sub(r"\s*\n\s*", " ", short[0]), indented) + "\n"


if __name__ == "__main__":
    OUTPUT.write_text(text(), encoding="utf-8")
