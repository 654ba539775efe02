"""Write library.json: the opening library and the sentence of the course, in both languages, same numbers."""

import json
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

# Queries times keys give, for "chased", the scores that the source's diagram draws.
SENTENCE = {
    "tokens": ["The", "cat", "chased", "the", "mouse"],
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

LIBRARY = {
    "qualities": QUALITIES,
    "value_names": VALUE_NAMES,
    "question": QUESTION,
    "question_words": QUESTION_WORDS,
    "query": QUERY,
    "books": BOOKS,
    "sentence": SENTENCE,
}


def text() -> str:
    """The file as it should be: readable JSON, one line for each short list."""
    return json.dumps(LIBRARY, ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    OUTPUT.write_text(text(), encoding="utf-8")
