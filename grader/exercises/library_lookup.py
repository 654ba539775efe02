"""Lesson 01: looking up books, strictly and generously."""

import numpy as np

from grader.judge import Check, Exercise, Mistake, Text

LESSON = "01-library-lookup"


def exact_lookup(query, labels, contents):
    """The content of the first book whose label equals the query.

    query: str, labels: list of n str, contents: list of n things of any kind  ->  one of contents
    KeyError when no label equals the query (a library without books included)
    """
    for place, label in enumerate(labels):
        if label == query:
            return contents[place]
    raise KeyError(query)


def overlap_scores(query, labels):
    """How many words each label shares with the query.

    query: set of str, labels: list of n sets of str  ->  scores: (n,), n may be 0
    """
    return np.array([len(query & label) for label in labels], dtype=int)


def best_book(scores):
    """The position of the highest score, the first of equals.

    scores: (n,), any finite numbers  ->  int, counted from 0
    """
    return int(np.argmax(scores))


def proportional_shares(scores):
    """A share of the budget for each score: score / sum of scores.

    scores: (n,), none negative  ->  shares: (n,), together 1; equal shares when all scores are 0
    ValueError when a score is negative
    """
    scores = np.asarray(scores, dtype=float)
    if (scores < 0).any():
        raise ValueError("a negative score has no share")
    if not scores.any():
        return np.full(len(scores), 1 / len(scores))
    return scores / scores.sum()


# exact_lookup

WORDS = ("medicine", "21st century", "history", "art", "economics", "music", "trade", "work")


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


def _ignores_case(query, labels, contents):
    return exact_lookup(query.lower(), [label.lower() for label in labels], contents)


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
    "找不到书时，是 Python 用它自己的错误把你拦下的：你从列表里取了一样并不在里面的东西。这句话该由图书管理"
    "员来说：先找，没有一个标签相等，就抛出 KeyError。",
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
            _ignores_case,
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
                "没有标签与问题相等时，你的函数一路走到底，返回了 None，好像那就是书的内容。在这里，找不到"
                "是一个错误：KeyError。",
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
                "你的管理员什么书也找不到，哪怕标签就等于问题。一串标签不是一个标签：请用 `==` 把问题和标签"
                "一个一个地比。",
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
                "你返回了一个列表，把符合的都装了进去。一位读者，一本书：只交第一本的内容，不用装进列表；空"
                "列表也不等于 KeyError。",
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
            "`for place, label in enumerate(labels):` 沿着书架走，还会告诉你走到了第几本。`==` 问两段文字是"
            "否相等，`return` 让这一趟到此为止。",
        ),
        Text(
            "After the loop (not inside it) you know that nothing was found. There the line `raise "
            "KeyError(query)` has its place.",
            "循环结束之后（不是在循环里面），才知道一本也没找到。`raise KeyError(query)` 就该写在那里。",
        ),
    ),
)


# overlap_scores


def _label(rng, most=6):
    return {str(word) for word in rng.choice(WORDS, rng.integers(1, most), replace=False)}


def _shared_words(rng):
    yield {"tea", "milk"}, [{"tea", "milk"}, {"tea", "time"}, {"rain"}]
    for n in (1, 4, 6):
        yield _label(rng) | {"art"}, [_label(rng) for _ in range(n - 1)] + [{"art", "history", "trade"}]


def _words_not_letters(rng):
    yield {"art", "car"}, [{"part", "art"}, {"cart"}, {"car", "art", "cars"}]
    yield {"人工智能", "经济"}, [{"经济", "智能"}, {"人工智能", "经济", "科技"}, {"艺术"}]
    word = str(rng.choice(["art", "work", "music"]))
    yield {word, "history"}, [{word + "s", "history"}, {word, "a history"}, {word, "history"}, {"trade"}]


def _no_match_no_books(rng):
    yield {"tea"}, [{"rain"}, {"tea"}]
    yield {"tea", "milk"}, [{"rain"}, set(), {"milk"}, {"snow", "ice"}]
    yield {"tea"}, []
    yield set(), [{"tea"}, {"rain", "snow"}]
    yield {"tea", "rain", "music"}, [{"snow"}, _label(rng) | {"tea"}, _label(rng) | {"rain", "tea"}]


def _labels_kept(rng):
    query = _label(rng, 8) | {"art", "trade"}
    yield query, [_label(rng) | {"art", "sea"}, {"sea", "trade"} | query, {"sea"}, {"sea", "trade"}]
    yield {"tea", "milk", "cup"}, [{"tea", "rain"}, {"cup", "milk", "saucer"}]


def _counts_letters(query, labels):
    return np.array([len(set("".join(query)) & set("".join(label))) for label in labels])


def _substrings(query, labels):
    return np.array([sum(any(word in other for other in label) for word in query) for label in labels])


def _returns_in_loop(query, labels):
    for label in labels:
        return len(query & label)


def _input_changed(query, labels):
    scores = []
    for label in labels:
        label &= query
        scores.append(len(label))
    return scores


def _total_so_far(query, labels):
    scores, shared = [], 0
    for label in labels:
        shared += len(query & label)
        scores.append(shared)
    return scores


WORD_BY_WORD = Text(
    'A word counts when the label has exactly this word; "art" is not in {"party"}, though the letters are.',
    '标签里有一模一样的词，才算一个。"art" 并不在 {"party"} 里，虽然那三个字母在。',
)
FRACTION = Text(
    "You divided the count by something. Dividing comes later (and will need its own exercise); a score "
    "here is the plain number of shared words.",
    "你把个数又除了一下。除法以后再说（还有专门的练习）；这里的得分就是共有词的个数。",
)

OVERLAP_SCORES = Exercise(
    overlap_scores,
    checks=(
        Check(
            Text("shared words", "共有的词"),
            1,
            _shared_words,
            advice=Text(
                "For each book, count the words that stand both in the question and on its label.",
                "对每一本书，数一数有几个词既在问题里，又在它的标签上。",
            ),
        ),
        Check(
            Text("words, not letters", "数词，不数字母"),
            1,
            _words_not_letters,
            advice=WORD_BY_WORD,
        ),
        Check(
            Text("no match, no books", "没有匹配，没有书"),
            1,
            _no_match_no_books,
            advice=Text(
                "A book that shares nothing gets a score too: 0, at its own place. A library without books "
                "gets an array without scores, shape (0,).",
                "毫无共同词的书也有得分：0，就放在它自己的位置上。一本书也没有的图书馆，得到一个空数组，形状为 (0,)。",
            ),
        ),
        Check(
            Text("labels stay as they are", "标签保持原样"),
            1,
            _labels_kept,
            advice=Text(
                "Count without touching: afterwards the question and every label hold the same words as before.",
                "只数，不动：数完之后，问题和每个标签里的词都要和原来一样。",
            ),
            keeps_inputs=True,
        ),
    ),
    mistakes=(
        Mistake(
            "counts-letters",
            _counts_letters,
            Text(
                "You counted letters that question and label share. Nearly all books share letters; count whole words.",
                "你数的是问题和标签共有的字母。几乎所有书都有相同的字母；请数完整的词。",
            ),
        ),
        Mistake("substring-match", _substrings, WORD_BY_WORD),
        Mistake(
            "not-counted",
            lambda query, labels: [query & label for label in labels],
            Text(
                "You found which words are shared. A score says how many they are.",
                "你找出了共有的是哪些词。得分要说的是：一共有几个。",
            ),
        ),
        Mistake(
            "counts-union",
            lambda query, labels: np.array([len(query | label) for label in labels]),
            Text(
                "You counted the words of question and label together. Only those that are in both make a match.",
                "你数的是问题和标签加在一起的词。两边都有的词才算匹配。",
            ),
        ),
        Mistake(
            "counts-missing",
            lambda query, labels: np.array([len(query - label) for label in labels]),
            Text(
                "You counted the words of the question that the label does not have. So the worst book would win.",
                "你数的是问题里有、标签上没有的词。这样一来，最不相干的书反倒赢了。",
            ),
        ),
        Mistake(
            "yes-or-no",
            lambda query, labels: np.array([int(bool(query & label)) for label in labels]),
            Text(
                "Your scores say only whether anything is shared. A generous librarian also counts: how many words?",
                "你的得分只说了有没有共同的词。慷慨的管理员还会数一数：有几个？",
            ),
        ),
        Mistake(
            "all-or-nothing",
            lambda query, labels: np.array([len(query) if query <= label else 0 for label in labels]),
            Text(
                "You are being strict again: a label scores only if it has every word of the question. Let "
                "each shared word count by itself.",
                "你又严格起来了：标签要包含问题的每一个词才得分。让每个共有的词各算各的。",
            ),
        ),
        Mistake(
            "divided-by-union",
            lambda query, labels: np.array([len(query & label) / len(query | label) for label in labels]),
            FRACTION,
        ),
        Mistake(
            "divided-by-question",
            lambda query, labels: np.array([len(query & label) / len(query) for label in labels]),
            FRACTION,
        ),
        Mistake(
            "skips-strangers",
            lambda query, labels: np.array([len(query & label) for label in labels if query & label]),
            Text(
                "Books that share no word are left out of your answer, so the others slide to wrong "
                "places. They get a score as well: 0.",
                "没有共同词的书被你漏掉了，后面的书就挪错了位置。它们也有得分：0。",
            ),
        ),
        Mistake(
            "returns-in-loop",
            _returns_in_loop,
            Text(
                "You came home after the first book: a `return` inside a loop ends the whole function. "
                "Gather the scores in a list first.",
                "看完第一本书你就回来了：写在循环里的 `return` 会结束整个函数。先把得分收进一个列表。",
            ),
        ),
        Mistake(
            "returns-total",
            lambda query, labels: sum(len(query & label) for label in labels),
            Text(
                "You added the books together. Every book keeps a score of its own: n books, n scores.",
                "你把各本书加到一起了。每本书都有自己的得分：n 本书，n 个得分。",
            ),
        ),
        Mistake(
            "running-total",
            _total_so_far,
            Text(
                "Your counter is not set back to 0 between two books, so each score holds those before it as well.",
                "换下一本书时，你的计数器没有归零，每个得分都带上了前面那些书的。",
            ),
        ),
        Mistake(
            "input-changed",
            _input_changed,
            Text(
                "The scores are right, but your counting rewrote the labels on the shelf: `label &= query` "
                "changes the set itself. `label & query` makes a new one.",
                "得分是对的，可你一边数一边改了书架上的标签：`label &= query` 会改动集合本身，`label & "
                "query` 则会得到一个新的。",
            ),
        ),
    ),
    hints=(
        Text(
            "One book first. Which words are in the question and on the label? How many are they? Then the "
            "same for every book.",
            "先看一本书。哪些词既在问题里又在标签上？一共几个？然后每本书都照做。",
        ),
        Text(
            "Both are sets, and Python's sets know how to do it: `a & b` holds what is in both, `len` counts.",
            "两边都是集合，而 Python 的集合天生就会：`a & b` 是两边都有的，`len` 负责数。",
        ),
        Text(
            "Build a list with one count per label, in the order of the shelf, and make an array of it "
            "with `np.array`.",
            "建一个列表，按书架的顺序，每个标签放一个数，最后用 `np.array` 变成数组。",
        ),
    ),
)


# best_book


def _highest(rng):
    yield (np.array([1, 3, 2]),)
    yield (np.array([4.0, 0.5]),)
    for n, place in ((1, 0), (5, 4), (8, 2)):
        scores = rng.uniform(0, 3, n)
        scores[place] = 3.5
        yield (scores,)


def _equals(rng):
    yield (np.array([1, 3, 3]),)
    yield (np.array([0, 0, 0, 0]),)
    yield (np.array([2.0, 2.5, 1.0, 2.5, 2.5]),)
    scores = rng.integers(0, 4, 9)
    scores[[3, 5, 8]] = 6
    yield (scores,)


def _any_scores(rng):
    yield (np.array([-3, -1, -2]),)
    yield (np.array([-5.0, 0.5, 2.0, 0.25]),)
    yield (np.array([-0.5, -0.25, -4.0], dtype=np.float32),)
    yield (-1 - rng.permutation(7),)
    yield (np.where(np.arange(12) == 6, 0.75, rng.uniform(-9, 0.5, 12))[::2],)


def _from_zero(scores):
    best, highest = 0, 0
    for place, score in enumerate(scores):
        if score > highest:
            best, highest = place, score
    return best


def _none_above_zero(scores):
    best, highest = None, 0
    for place, score in enumerate(scores):
        if score > highest:
            best, highest = place, score
    return best


def _sorts_in_place(scores):
    before = scores.tolist()
    scores.sort()
    return before.index(scores[-1])


BELIEVES_IN_ZERO = Text(
    "Your search starts with the belief that 0 is the score to beat. What if every score is 0 or below? "
    "Start from a score that really is on the shelf.",
    "你的搜索一开始就认定要超过的得分是 0。要是所有得分都不大于 0 呢？请从书架上真有的得分开始。",
)

BEST_BOOK = Exercise(
    best_book,
    checks=(
        Check(
            Text("the highest wins", "得分最高的胜出"),
            1,
            _highest,
            advice=Text(
                "Find the highest score, then say where it stands: a position, counted from 0.",
                "找到最高的得分，再说出它在哪里：一个从 0 数起的位置。",
            ),
        ),
        Check(
            Text("the first of equals", "并列时取第一本"),
            1,
            _equals,
            advice=Text(
                "Several books share the highest score: take the one that comes first.",
                "几本书并列最高时，取排在最前面的那一本。",
            ),
        ),
        Check(
            Text("any scores", "各种得分"),
            1,
            _any_scores,
            advice=Text(
                "Scores may be fractions, and all of them may be below 0. The highest of −3, −1, −2 is −1.",
                "得分可以是小数，也可能全都小于 0。−3、−1、−2 里最高的是 −1。",
            ),
            keeps_inputs=True,
        ),
    ),
    mistakes=(
        Mistake(
            "last-of-equals",
            lambda scores: len(scores) - 1 - int(np.argmax(scores[::-1])),
            Text(
                "When books tie, you take the last of them. Does a newcomer with the same score really "
                "beat the best so far?",
                "并列时你取了最后一本。后来的书得分一样，真的能算赢过目前最好的那本吗？",
            ),
        ),
        Mistake(
            "min-for-max",
            lambda scores: int(np.argmin(scores)),
            Text(
                "You found the book that fits worst. A higher score means a better match.",
                "你找到的是最不合适的书。得分越高，匹配越好。",
            ),
        ),
        Mistake(
            "returns-score",
            lambda scores: scores.max(),
            Text(
                "That is how well the best book fits. Which book is it? Return its position.",
                "这是最合适那本书的得分。可究竟是哪一本？请返回它的位置。",
            ),
        ),
        Mistake(
            "counts-from-one",
            lambda scores: int(np.argmax(scores)) + 1,
            Text(
                "You are one book too far. Python counts shelves from 0: the first book is number 0.",
                "你多走了一本。Python 从 0 数起：第一本书是 0 号。",
            ),
        ),
        Mistake("starts-at-zero", _from_zero, BELIEVES_IN_ZERO),
        Mistake("starts-at-zero-none", _none_above_zero, BELIEVES_IN_ZERO),
        Mistake(
            "ignores-sign",
            lambda scores: int(np.argmax(np.abs(scores))),
            Text(
                "You compared sizes and forgot the signs: −5 is far from 0, but it is a very low score.",
                "你只比了大小，忘了正负：−5 离 0 很远，却是一个很低的得分。",
            ),
        ),
        Mistake(
            "returns-all",
            lambda scores: np.where(scores == scores.max())[0],
            Text(
                "You returned an array of positions. One number is wanted: when several places tie, the first of them.",
                "你返回了一个装着位置的数组。这里只要一个数：有几处并列时，取第一处。",
            ),
        ),
        Mistake(
            "input-changed",
            _sorts_in_place,
            Text(
                "The answer is right, but you sorted the caller's own scores: now nobody knows which score "
                "belongs to which book. Look for the highest without moving anything.",
                "答案是对的，可你把调用者手里的得分排了序：现在谁也不知道哪个得分属于哪本书了。不用挪动也能"
                "找到最高的。",
            ),
        ),
    ),
    hints=(
        Text(
            "Not how high is the highest score, but where does it stand? Positions are counted from 0.",
            "问的不是最高得分有多高，而是它在哪里。位置从 0 数起。",
        ),
        Text(
            "With a loop: remember the best position so far, begin with book 0, and move on only when a "
            "score is really higher.",
            "用循环的话：记住目前最好的位置，从第 0 本开始，只有得分真的更高时才换。",
        ),
        Text(
            "NumPy has a function with just this purpose; its name is made of arg (the place) and max. It "
            "takes the first of equals.",
            "NumPy 正好有这样一个函数，名字由 arg（位置）和 max（最大）拼成；并列时它取第一个。",
        ),
    ),
)


# proportional_shares


def _in_proportion(rng):
    yield (np.array([3, 1]),)
    yield (np.array([0.0, 1.0, 4.0]),)
    for n in (3, 6):
        yield (rng.uniform(0.1, 5, n),)


def _nobody_matched(rng):
    yield (np.array([0, 0]),)
    yield (np.zeros(5),)
    yield (np.zeros(int(rng.integers(6, 10)), dtype=int),)
    yield (np.array([0.0, 0.0, 2.0]),)
    yield (rng.uniform(0.1, 5, 4),)


def _negative_scores(rng):
    yield (np.array([3, -1]),)
    yield (np.array([1.0, -1.0]),)
    yield (np.array([-2.0, -1.0, -1.0]),)
    yield (np.append(rng.uniform(0.1, 5, 3), -0.01),)
    yield (rng.uniform(0.1, 5, 3),)


def _any_scores_at_all(rng):
    yield (np.array([1, 1, 2]),)
    yield (np.array([7]),)
    yield (rng.uniform(0.1, 5, 4).astype(np.float32),)
    yield (rng.uniform(0.01, 0.1, 8)[::2],)
    yield (rng.integers(1, 100_000, 5),)


def _shares(scores):
    return scores / scores.sum() if scores.sum() else np.full(len(scores), 1 / len(scores))


def _refusing_negatives(divide):
    def shares(scores):
        if min(scores) < 0:
            raise ValueError
        return divide(scores)

    return shares


def _zero_refused(scores):
    if (scores <= 0).any():
        raise ValueError
    return scores / scores.sum()


def _integer_buffer(scores):
    shares = np.zeros_like(scores)
    for place, score in enumerate(scores):
        shares[place] = score / scores.sum() if scores.sum() else 1 / len(scores)
    return shares


def _input_divided(scores):
    if not scores.any():
        return np.full(len(scores), 1 / len(scores))
    scores /= scores.sum()
    return scores


NEGATIVE_BENT = Text(
    "You bent the negative score until it fitted. The function should not guess: a share below nothing "
    "does not exist, so say so with a ValueError.",
    "你把负的得分掰成了能用的数。函数不该替人猜：比“没有”还少的份额并不存在，请用 ValueError 说出来。",
)

PROPORTIONAL_SHARES = Exercise(
    proportional_shares,
    checks=(
        Check(
            Text("in proportion", "按比例分"),
            1,
            _in_proportion,
            advice=Text(
                "A score that is three times as high gets three times the share, and all shares together make 1.",
                "得分是别人的三倍，份额就是别人的三倍；所有份额加起来等于 1。",
            ),
        ),
        Check(
            Text("nobody matched", "谁也不匹配"),
            1,
            _nobody_matched,
            advice=Text(
                "All scores are 0, yet the budget must be spent. A fair librarian gives every book the same.",
                "得分全是 0，预算却还是要花完。公平的管理员会给每本书一样多。",
            ),
        ),
        Check(
            Text("negative scores", "负的得分"),
            1,
            _negative_scores,
            advice=Text(
                "A negative score has no share: raise ValueError before you divide, but only when a score is below 0.",
                "负的得分没有份额可言：在做除法之前抛出 ValueError，但只有得分小于 0 时才抛。",
            ),
        ),
        Check(
            Text("any kind of numbers", "各种数"),
            1,
            _any_scores_at_all,
            advice=Text(
                "Whole numbers may come in, fractions must come out, and the caller's scores stay as they were.",
                "进来的可以是整数，出去的必须能是小数；调用者手里的得分要保持原样。",
            ),
            keeps_inputs=True,
        ),
    ),
    mistakes=(
        Mistake(
            "no-equal-shares",
            _refusing_negatives(lambda scores: scores / scores.sum()),
            Text(
                "Nobody matched, the scores add up to 0, and 0/0 is no number. What would a fair librarian "
                "do with the budget?",
                "谁也不匹配，得分加起来是 0，而 0/0 不是一个数。公平的管理员会怎么分这份预算？",
            ),
        ),
        Mistake(
            "budget-unspent",
            _refusing_negatives(lambda scores: scores / scores.sum() if scores.sum() else scores * 0.0),
            Text(
                "When nobody matches, your shares are all 0 and the budget stays in the drawer. It must be "
                "spent: together the shares make 1, always.",
                "谁也不匹配时，你的份额全是 0，预算留在了抽屉里。预算必须花完：份额加起来永远等于 1。",
            ),
        ),
        Mistake(
            "negative-accepted",
            _shares,
            Text(
                "With scores 3 and −1 your shares are 1.5 and −0.5: one book gets more than the whole "
                "budget, the other owes you something. Refuse negative scores with ValueError.",
                "得分是 3 和 −1 时，你的份额是 1.5 和 −0.5：一本书拿的比整份预算还多，另一本倒欠你的。请用 "
                "ValueError 拒绝负的得分。",
            ),
        ),
        Mistake("negative-clipped", lambda scores: _shares(np.maximum(scores, 0)), NEGATIVE_BENT),
        Mistake("negative-absolute", lambda scores: _shares(np.abs(scores)), NEGATIVE_BENT),
        Mistake(
            "zero-refused",
            _zero_refused,
            Text(
                "You sent away books that score 0. Zero is a score like any other; only what lies below 0 is an error.",
                "你把得 0 分的书也赶走了。0 和别的得分一样正当；小于 0 才是错误。",
            ),
        ),
        Mistake(
            "divides-by-largest",
            _refusing_negatives(
                lambda scores: scores / scores.max() if scores.any() else np.full(len(scores), 1 / len(scores))
            ),
            Text(
                "You divided by the highest score, so the best book alone takes the whole budget. Divide "
                "by what all of them have together.",
                "你除以了最高的得分，结果最好的那本书一个就拿走了全部预算。请除以大家合起来的得分。",
            ),
        ),
        Mistake(
            "divides-by-count",
            _refusing_negatives(
                lambda scores: scores / len(scores) if scores.any() else np.full(len(scores), 1 / len(scores))
            ),
            Text(
                "You divided by the number of books. Add your shares up: they do not make 1. Which total would?",
                "你除以了书的本数。把份额加起来看看：不等于 1。除以哪个总数才对？",
            ),
        ),
        Mistake(
            "percent",
            _refusing_negatives(lambda scores: 100 * _shares(scores)),
            Text(
                "Your shares are percentages and add up to 100. The whole budget is 1 here: 90% is written 0.9.",
                "你的份额是百分数，加起来是 100。这里整份预算是 1：90% 写作 0.9。",
            ),
        ),
        Mistake(
            "integer-truncation",
            _refusing_negatives(_integer_buffer),
            Text(
                "Whole numbers came in, and your array for the answer is of whole numbers too, so every "
                "fraction was cut down to 0. Give it room for fractions.",
                "进来的是整数，你装答案的数组也就成了整数数组，小数部分全被截掉了。请让它装得下小数。",
            ),
        ),
        Mistake(
            "input-changed",
            _refusing_negatives(_input_divided),
            Text(
                "`scores /= …` writes the shares over the caller's own scores (and cannot do it at all "
                "with whole numbers). `scores / …` makes a new array.",
                "`scores /= …` 会把份额写到调用者自己的得分上（遇到整数还根本做不到）。`scores / …` 才会得到新数组。",
            ),
        ),
    ),
    hints=(
        Text(
            "Scores 3 and 1: together 4, so the first book gets 3 of 4 parts. How do you say that for any scores?",
            "得分是 3 和 1：合起来 4，所以第一本书得 4 份里的 3 份。对任意得分，该怎么说？",
        ),
        Text(
            "An array divided by a number divides every entry at once, and `scores.sum()` is what all have "
            "together. Two kinds of scores need a word before you divide: negative ones, and none but "
            "zeros.",
            "数组除以一个数，就是每一项都除以它；`scores.sum()` 是大家合起来的得分。做除法之前，有两种情况"
            "要先处理：有负数，以及全是 0。",
        ),
        Text(
            "`(scores < 0).any()` says whether a negative one is among them. When the sum is 0, np.full(n, "
            "…) makes an array of n equal entries: how much is each, if n of them make 1?",
            "`(scores < 0).any()` 能说出其中有没有负数。总和为 0 时，`np.full(n, …)` 给出 n 个相同的数：n "
            "个加起来是 1，每个是多少？",
        ),
    ),
)
