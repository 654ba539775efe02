"""The strict librarian: a label equals the query, or nothing is found."""

from grader.exercises.library_lookup.shared import WORDS
from grader.judge import Check, Exercise, Mistake, Text


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


def _substring_match(query, labels, contents):
    for label, content in zip(labels, contents, strict=True):
        if query in label:
            return content
    raise KeyError(query)


def _substring_of_query(query, labels, contents):
    for label, content in zip(labels, contents, strict=True):
        if label in query:
            return content
    raise KeyError(query)


def _returns_none(query, labels, contents):
    for label, content in zip(labels, contents, strict=True):
        if label == query:
            return content


def _finds_nothing(query, labels, contents):
    if query == labels:
        return contents
    raise KeyError(query)


def _all_found(query, labels, contents):
    return [contents[place] for place, label in enumerate(labels) if label == query]


def _takes_first_of_list(query, labels, contents):
    found = _all_found(query, labels, contents)
    return found[0]


def _gives_up_at_first(query, labels, contents):
    for label, content in zip(labels, contents, strict=True):
        if label == query:
            return content
        raise KeyError(query)


def _falsy_content_lost(query, labels, contents):
    content = dict(zip(labels[::-1], contents[::-1], strict=True)).get(query)
    if not content:
        raise KeyError(query)
    return content


def _none_content_lost(query, labels, contents):
    content = dict(zip(labels[::-1], contents[::-1], strict=True)).get(query)
    if content is None:
        raise KeyError(query)
    return content


NOT_CONTAINS = Text(
    "Your librarian lets a label pass that only resembles the question. The strict one says yes only when "
    "the two are the same text, letter for letter.",
    "你的图书管理员把只是“沾点边”的标签也放了过去。严格的那位只认一种情况：标签和问题一字不差。",
)
OTHER_ERROR = Text(
    "When nothing is found, Python stopped you with its own error: you took something out of a list where "
    "it was not. Here the librarian should say so himself: look first, and raise KeyError when no label "
    "equals the question.",
    "找不到书时，是 Python 用它自己的错误把你拦下的：你从列表里取了一样并不在里面的东西。这句话该由图书管理员来说：先找，没有一个标签相等，就抛出 KeyError。",
)
EMPTY_BOOK = Text(
    "You took a book that was found for one that is missing, because its content is empty (None, 0 or ''). "
    "Whether a book was found shows in its label, not in what stands inside.",
    "书明明找到了，只因为内容是空的（None、0 或 ''），就被当成了没有。找没找到要看标签，不看书里写了什么。",
)


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
            Text("any content", "内容不限"),
            1,
            _any_contents,
            advice=Text(
                "A content may be anything, even None, 0 or an empty text. Return it just as it stands there.",
                "内容可以是任何东西，哪怕是 None、0 或空字符串。原样返回就好。",
            ),
            keeps_inputs=True,
        ),
    ),
    mistakes=(
        Mistake("substring-match", _substring_match, NOT_CONTAINS),
        Mistake("substring-of-query", _substring_of_query, NOT_CONTAINS),
        Mistake(
            "ignores-case",
            lambda query, labels, contents: exact_lookup(query.lower(), [label.lower() for label in labels], contents),
            Text(
                'You made all letters alike before comparing. Kind, but this librarian is strict: "Art" is not "art".',
                "你在比较之前把大小写统一了。很体贴，可这位管理员是严格的：“Art”不是“art”。",
            ),
        ),
        Mistake(
            "returns-none",
            _returns_none,
            Text(
                "When no label equals the question, your function runs off its end and returns None, as if "
                "that were a content. Nothing found is an error here: KeyError.",
                "没有标签与问题相等时，你的函数一路走到底，返回了 None，好像那就是书的内容。在这里，找不到是一个错误：KeyError。",
            ),
        ),
        Mistake(
            "last-of-equals",
            lambda query, labels, contents: dict(zip(labels, contents, strict=True))[query],
            Text(
                "When two books carry the same label you hand over the later one (in a dict, the later "
                "entry overwrites the earlier). The first on the shelf is wanted.",
                "两本书标签相同时，你交出的是后面那本（在字典里，后来的会盖掉先来的）。要的是书架上的第一本。",
            ),
        ),
        Mistake("wrong-error", lambda query, labels, contents: contents[labels.index(query)], OTHER_ERROR),
        Mistake("wrong-error-index", _takes_first_of_list, OTHER_ERROR),
        Mistake(
            "gives-up-at-first",
            _gives_up_at_first,
            Text(
                "Your librarian looks at the first book and, if it is not the one, gives up. Nothing is "
                "missing until the whole shelf has been looked at: mind how far the line with `raise` is "
                "indented.",
                "你的管理员只看了第一本，不是就放弃了。等整个书架看完，才能说没有：留意 `raise` 那一行的缩进。",
            ),
        ),
        Mistake(
            "finds-nothing",
            _finds_nothing,
            Text(
                "Your librarian never finds a book, not even one whose label equals the question. A list "
                "of labels is no label: compare the question with each label by itself, using `==`.",
                "你的管理员什么书也找不到，哪怕标签就等于问题。一串标签不是一个标签：请用 `==` 把问题和标签一个一个地比。",
            ),
        ),
        Mistake(
            "returns-position",
            lambda query, labels, contents: exact_lookup(query, labels, list(range(len(labels)))),
            Text(
                "That is where the book stands. The reader would like to read it: hand over its content.",
                "你给的是书的位置。读者想要的是读到它：请交出内容。",
            ),
        ),
        Mistake(
            "returns-all",
            _all_found,
            Text(
                "You returned a list of everything that fits. One reader, one book: the content of the "
                "first, not in a list; and an empty list is no KeyError.",
                "你返回了一个列表，把符合的都装了进去。一位读者，一本书：只交第一本的内容，不用装进列表；空列表也不等于 KeyError。",
            ),
        ),
        Mistake("falsy-content-lost", _falsy_content_lost, EMPTY_BOOK),
        Mistake("none-content-lost", _none_content_lost, EMPTY_BOOK),
    ),
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
