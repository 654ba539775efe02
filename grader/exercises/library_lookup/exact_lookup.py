"""The strict librarian: a label equals the query, or nothing is found."""

from grader.exercises.library_lookup.exact_lookup_mistakes import KNOWN_MISTAKES
from grader.exercises.library_lookup.shared import WORDS
from grader.judge import Check, Exercise, Text


def exact_lookup(query, labels, contents):
    """The content of the first book whose label equals the query.

    query: str, labels: list of n str, contents: list of n things of any kind  ->  one of contents
    KeyError when no label equals the query (a library without books included)
    """
    for place, label in enumerate(labels):
        if label == query:
            return contents[place]
    raise KeyError(query)


def _copied(text):
    return "".join(list(text))  # equal, but not the same object: `is` must not be enough


def _drawn(rng, n):
    return [str(word) for word in rng.choice(WORDS, n, replace=False)]


def _shelf(rng, n):
    labels = _drawn(rng, n)
    return labels, [f"{label}, page {rng.integers(1, 1000)}" for label in labels]


def _found(rng):
    yield "art", ["history", "art"], ["about kings", "about paint"]
    for n, place in ((1, 0), (4, 0), (5, 4), (7, int(rng.integers(1, 6)))):
        labels, contents = _shelf(rng, n)
        yield _copied(labels[place]), labels, contents
    labels = [f"{word} {n}" for word in WORDS for n in (1, 2)]  # more books than lie on the lesson's shelf
    yield _copied(labels[9]), labels[:10], [int(page) for page in rng.integers(1, 1000, 10)]
    yield _copied("人工智能"), ["历史", "人工智能"], ["about kings", "about machines"]


def _strictly_equal(rng):
    yield "art", ["party", "art", "history"], ["about fun", "about paint", "about kings"]
    yield (
        "art history",
        ["art", "history", "art history"],
        [f"shelf {rng.integers(100)}", "kings", "painters"],
    )
    yield "art", ["Art", "ART", "art"], ["a name", "a shout", "paint"]
    word, other = _drawn(rng, 2)
    page = f"page {rng.integers(1, 1000)}"
    yield _copied(word), [f"{word} and {other}", word[:-1], word, other], ["both", "half", page, "another"]


def _nothing_found(rng):
    labels, contents = _shelf(rng, 4)
    yield "magic", ["history", "art"], ["about kings", "about paint"]
    yield "ar", ["history", "art"], ["about kings", "about paint"]
    yield "HISTORY", ["history", "art"], ["about kings", "about paint"]
    yield "art", [], []
    yield _copied(labels[2]), labels, contents
    yield f"{labels[0]}, {labels[1]}", labels, contents


def _first_of_equals(rng):
    yield "art", ["art", "art"], ["about paint", "about clay"]
    labels, contents = _shelf(rng, 4)
    yield _copied(labels[1]), labels + labels, contents + contents[::-1]
    yield _copied(labels[3]), labels + labels + labels, [f"page {page}" for page in rng.permutation(12)]


def _any_contents(rng):
    labels, contents = _shelf(rng, 4)
    yield _copied(labels[1]), labels, ["first", None, "third", "fourth"]
    yield _copied(labels[0]), labels, [0, 7, 8, 9]
    yield _copied(labels[2]), labels, ["first", "second", "", "fourth"]
    yield _copied(labels[3]), labels, [1, 2, 3, [int(rng.integers(10, 99)), 5]]
    yield _copied(labels[2]), labels, contents


EXACT_LOOKUP = Exercise(
    exact_lookup,
    checks=(
        Check(
            Text("a label equals the question", "有标签与问题相等"),
            1,
            _found,
            advice=Text(
                "Go along the shelf, label by label. Where the label equals the question, hand over the "
                "content that stands at the same place.",
                "沿着书架一个标签一个标签地看。哪个标签与问题相等，就交出同一位置上的内容。",
            ),
        ),
        Check(
            Text("equal means equal", "相等就是相等"),
            1,
            _strictly_equal,
            advice=Text(
                '"party" contains "art" and "Art" looks like it, but neither equals "art".',
                "“party”里含有“art”，“Art”看着也像，可它们都不等于“art”。",
            ),
        ),
        Check(
            Text("nothing found", "一本也没有"),
            1,
            _nothing_found,
            advice=Text(
                "No label equals the question: raise KeyError, but only after the whole shelf has been "
                "looked at. An empty shelf counts too.",
                "没有标签与问题相等，就抛出 KeyError，但要等整个书架都看完再抛。空书架也算。",
            ),
        ),
        Check(
            Text("the first of equals", "相同标签取第一本"),
            1,
            _first_of_equals,
            advice=Text(
                "Two books carry the same label: the one that stands first on the shelf is wanted.",
                "两本书的标签一样时，要的是书架上排在前面的那一本。",
            ),
        ),
        Check(
            Text("any content, inputs untouched", "内容不限，输入原样不动"),
            1,
            _any_contents,
            advice=Text(
                "A content may be anything, even None, 0 or an empty text. Return it just as it stands "
                "there, and leave the shelf as it was.",
                "内容可以是任何东西，哪怕是 None、0 或空字符串。原样返回就好，书架也不要动。",
            ),
            keeps_inputs=True,
        ),
    ),
    mistakes=KNOWN_MISTAKES,
    hints=(
        Text(
            "Be the librarian: walk along the shelf with the question in your hand and stop at the first "
            "label that is the same text.",
            "你就是图书管理员：手里拿着问题，沿着书架走，看到第一个一模一样的标签就停下。",
        ),
        Text(
            "`for place, label in enumerate(labels):` walks along the shelf and tells you the place as "
            "well. `==` asks whether two texts are equal, and `return` ends the walk.",
            "`for place, label in enumerate(labels):` 沿着书架走，还会告诉你走到了第几本。`==` 问两段文字是否相等，`return` 让这一趟到此为止。",
        ),
        Text(
            "After the loop (not inside it) you know that nothing was found. There the line `raise "
            "KeyError(query)` has its place.",
            "循环结束之后（不是在循环里面），才知道一本也没找到。`raise KeyError(query)` 就该写在那里。",
        ),
    ),
)
