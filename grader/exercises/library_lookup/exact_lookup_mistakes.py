"""What goes wrong when a learner plays the strict librarian."""

from grader.exercises.library_lookup.shared import HARD_WIRED
from grader.judge import Mistake, Text
from grader.judge.behaviour import fails_just_where, stops_with


def _found(query, labels, contents):
    return dict(zip(labels[::-1], contents[::-1], strict=True))[query]


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
    content = _found(query, labels, contents)
    if not content:
        raise KeyError(query)
    return content


def _none_content_lost(query, labels, contents):
    content = _found(query, labels, contents)
    if content is None:
        raise KeyError(query)
    return content


def _same_object(query, labels, contents):
    for label, content in zip(labels, contents, strict=True):
        if label is query:
            return content
    raise KeyError(query)


def _is_for_equals(calls):
    # Python keeps one copy of some texts and several of others, so `is` finds a book now and then.
    return fails_just_where([call for call in calls if call.want.value is not None], _equal_but_not_the_same)


def _equal_but_not_the_same(call):
    query, labels, _ = call.args
    return query in labels and not any(label is query for label in labels)


def _eight_books(query, labels, contents):
    for place in range(8):
        if labels[place] == query:
            return contents[place]
    raise KeyError(query)


def _unpacks_without_zip(query, labels, contents):
    for label, content in labels:
        if label == query:
            return content
    raise KeyError(query)


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


KNOWN_MISTAKES = (
    Mistake("substring-match", _substring_match, NOT_CONTAINS),
    Mistake("substring-of-query", _substring_of_query, NOT_CONTAINS),
    Mistake(
        "ignores-case",
        lambda query, labels, contents: _found(query.lower(), [label.lower() for label in labels], contents),
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
        lambda query, labels, contents: _found(query, labels, range(len(labels))),
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
    Mistake(
        "is-for-equals",
        _same_object,
        Text(
            "`is` asks whether two names mean the very same object; two copies of one text are equal and yet two things. "
            "The strict librarian compares what is written: `==`.",
            "`is` 问的是两边是不是同一个对象；同样的文字抄两份，内容相等，却是两样东西。严格的管理员比的是写了什么：用 `==`。",
        ),
        behaves=_is_for_equals,
    ),
    Mistake(
        "zip-forgotten",
        _unpacks_without_zip,
        Text(
            "A walk over `labels` meets one label at a time, and that does not come apart into two things. `zip` walks "
            "along two lists at once; `enumerate` tells the place as well.",
            "沿着 `labels` 走，一次只遇到一个标签，拆不成两样东西。`zip` 能让两个列表并排走，`enumerate` 会同时说出走到了第几个。",
        ),
        behaves=stops_with("values to unpack"),
    ),
    Mistake("hard-wired", _eight_books, HARD_WIRED),
    Mistake("falsy-content-lost", _falsy_content_lost, EMPTY_BOOK),
    Mistake("none-content-lost", _none_content_lost, EMPTY_BOOK),
)
