"""Lesson 04: from weights to one page, for one reader and for many."""

import numpy as np

from grader.exercises.matching import score_books, score_matrix
from grader.exercises.softmax_weighting import softmax
from grader.judge import Check, Exercise, Mistake, Text

LESSON = "04-weighted-summation"

# Numbers of one or two decimals: a learner whose answer fails sees one of these cases.


def _weights(rng, n):
    """Shares in fortieths: (n,), none zero, summing to 1."""
    return (1 + rng.multinomial(40 - n, np.full(n, 1 / n))) / 40


def _values(rng, n, d_v):
    """Pages; a single column is all positive, so that no sum cancels to nearly nothing."""
    return np.round(rng.uniform(1, 6, (n, 1)) if d_v == 1 else rng.normal(1, 3, (n, d_v)), 1)


def _vectors(rng, *shape):
    """Queries or keys whose scores leave every book some weight."""
    return np.round(rng.normal(0, 0.9, shape), 1)


def _strided(array):
    """The same numbers, not contiguous in memory."""
    return np.repeat(array, 2, axis=-1)[..., ::2]


def weighted_sum(weights, values):
    """One page for the reader: the sum over all books i of weights[i] * values[i].

    weights: (n,), sum to 1;  values: (n, d_v), one book per row  ->  page: (d_v,)
    """
    return weights @ values  # (n,) @ (n, d_v) -> (d_v,)


def _a_few_books(rng):
    yield np.array([0.75, 0.25]), np.array([[4.0, 0.0, 8.0], [0.0, 4.0, 8.0]])
    yield np.array([0.5, 0.3, 0.2]), np.array([[2.0, -2.0], [0.0, 10.0], [5.0, 0.0]])
    for n, d_v in ((3, 4), (6, 2), (4, 4)):
        yield _weights(rng, n), _values(rng, n, d_v)


def _any_shelf(rng):
    for n, d_v in ((1, 3), (4, 1), (1, 1), (2, 7), (9, 3), (3, 3)):
        yield _weights(rng, n), _values(rng, n, d_v)


def _all_on_one_book(rng):
    for n, d_v in ((4, 3), (3, 5)):
        values = _values(rng, n, d_v)
        yield np.eye(n)[rng.integers(1, n)], values
        yield np.full(n, 1 / n), values
        yield _weights(rng, n), values


def _sums_of_any_numbers(rng):
    yield np.array([0.75, 0.25]), np.array([[3, 0, 1], [0, 2, 7]])
    yield np.array([0, 1, 0]), rng.integers(-9, 9, (3, 2))
    yield _weights(rng, 5).astype(np.float32), _values(rng, 5, 3).astype(np.float32)
    yield _strided(_weights(rng, 4)), _strided(_values(rng, 4, 3))
    yield _weights(rng, 3), np.asfortranarray(_values(rng, 3, 4))


def _row_by_row(weights, values):
    page = np.zeros_like(values[0])
    for weight, value in zip(weights, values, strict=True):
        page += weight * value
    return page


def _number_by_number(weights, values):
    page = np.zeros_like(values[0])
    for i in range(len(values)):
        for j in range(values.shape[1]):
            page[j] += weights[i] * values[i, j]
    return page


def _as_many_columns_as_books(weights, values):
    n = len(weights)
    return np.array([sum(weights[i] * values[i, j] for i in range(n)) for j in range(n)])


def _sum_in_place(weights, values):
    values *= weights[:, None]
    return values.sum(axis=0)


_WHOLE_NUMBER_PAPER = Text(
    "Your blank page only takes whole numbers: zeros_like of whole numbers is whole, and the fractions have "
    "nowhere to go. Make the blank page of floats.",
    "你铺开的白纸只写得下整数：整数数组的 zeros_like 还是整数，小数部分无处安放。请准备一张能写小数的白纸。",
)
_SCRIBBLED_IN_THE_BOOKS = Text(
    "You wrote into the library's own books: after the call they say something else. Put the products into a "
    "new array (`*=` changes the old one).",
    "你把算式写进了馆里的原书：调用之后，书的内容变了。把乘积放进一个新数组（`*=` 改的是原来那个）。",
)

WEIGHTED_SUM = Exercise(
    weighted_sum,
    checks=(
        Check(
            Text("a few books", "几本书"),
            1,
            _a_few_books,
            advice=Text(
                "Take each book as often as its weight says, then put all of it on one page, column by column.",
                "每本书按权重取用，再一栏一栏合到同一页上。",
            ),
        ),
        Check(
            Text("shelves of any size", "各种大小的书架"),
            1,
            _any_shelf,
            advice=Text(
                "The page is as wide as one book, (d_v,), however many books there are: one book, one "
                "column, more columns than books.",
                "不论书架上有几本书，这一页总和一本书一样宽，形状 (d_v,)：只有一本书、只有一栏、栏比书多，都该成立。",
            ),
        ),
        Check(
            Text("all on one book, or the same on each", "全给一本，或人人有份"),
            1,
            _all_on_one_book,
            advice=Text(
                "Weight 1 on one book must give that book, word for word; equal weights must give the mean.",
                "权重 1 全给一本书，拿到的就该是那本书，一字不差；权重人人相等，拿到的就该是平均。",
            ),
        ),
        Check(
            Text("any kind of numbers", "各种数"),
            1,
            _sums_of_any_numbers,
            advice=Text(
                "Books may hold whole numbers; their blend needs fractions. And the books stay as they were.",
                "书里可以全是整数，混出来的一页却需要小数。书本身要保持原样。",
            ),
            keeps_inputs=True,
        ),
    ),
    mistakes=(
        Mistake(
            "unweighted-mean",
            lambda weights, values: values.mean(axis=0),
            Text(
                "That is the plain average: every book got the same say. Where do the weights come in?",
                "这是普通的平均：每本书说话的分量都一样。权重用到哪里去了？",
            ),
        ),
        Mistake(
            "best-book-only",
            lambda weights, values: values[np.argmax(weights)],
            Text(
                "You handed over the best book and left the others on the shelf. Everyone with a weight gets a say.",
                "你只交出了最好的那一本，别的都留在架上。凡有权重的书，都该说上话。",
            ),
        ),
        Mistake(
            "not-added-up",
            lambda weights, values: weights[:, None] * values,
            Text(
                "Each book is weighed rightly, but there is still a pile of excerpts. The reader wants one page.",
                "每本书的分量都对，可桌上还是一叠摘抄。读者要的是一页。",
            ),
        ),
        Mistake(
            "mixes-columns",
            lambda weights, values: values @ weights,
            Text(
                "Books are the rows, and there is one weight per book. Your product pairs the weights with "
                "the columns.",
                "书是行，一本书一个权重。你的乘法却让权重去配列了。",
            ),
        ),
        Mistake(
            "missing-new-axis",
            lambda weights, values: (weights * values).sum(axis=0),
            Text(
                "`weights * values` lays the weights along the columns, one per column. They belong to the "
                "rows: stand them upright, (n, 1).",
                "`weights * values` 会把权重横着铺，一列一个。它们属于行：要竖起来，变成 (n, 1)。",
            ),
        ),
        Mistake(
            "wrong-axis",
            lambda weights, values: (weights[:, None] * values).sum(axis=1),
            Text(
                "You added along each book and got one number per book. Add across the books, column by column.",
                "你沿着每本书自己加，得到一本书一个数。要跨过各本书、一栏一栏地加。",
            ),
        ),
        Mistake(
            "one-number",
            lambda weights, values: (weights[:, None] * values).sum(),
            Text(
                "Everything went into one number. A page has d_v columns, and each column keeps its own sum.",
                "所有的数都加成了一个。一页有 d_v 栏，每一栏各加各的。",
            ),
        ),
        Mistake(
            "wrong-normaliser",
            lambda weights, values: weights @ values / len(weights),
            Text(
                "The weights already share out one whole reader. Dividing by the number of books makes the "
                "page too faint.",
                "权重加起来已经正好是一位读者的全部。再除以书的本数，这一页就太淡了。",
            ),
        ),
        Mistake(
            "one-row-too-many",
            lambda weights, values: weights[None, :] @ values,
            Text(
                "The numbers are right, but they lie in a table with one row, (1, d_v). One reader, one page: (d_v,).",
                "数都对，却装在一张只有一行的表里：（1, d_v）。一位读者、一页纸，形状是 (d_v,)。",
            ),
        ),
        Mistake(
            "only-square",
            _as_many_columns_as_books,
            Text(
                "You wrote as many columns as there are books. Count the columns of a book: try 2 books of 3 columns.",
                "有几本书，你就写了几栏。该数的是书里有几栏：拿 2 本 3 栏的书试试。",
            ),
        ),
        Mistake("integer-truncation", _number_by_number, _WHOLE_NUMBER_PAPER),
        Mistake("integer-buffer", _row_by_row, _WHOLE_NUMBER_PAPER),
        Mistake("input-changed", _sum_in_place, _SCRIBBLED_IN_THE_BOOKS),
    ),
    hints=(
        Text(
            "Do the first column by hand: each book's number times its weight, then add. Every column goes "
            "the same way.",
            "先用笔算第一栏：每本书的数乘自己的权重，再相加。每一栏都是如此。",
        ),
        Text(
            "A loop over the books will do: start from a page of zeros, `np.zeros(d_v)`, and add weight times row.",
            "逐本循环就行：从一张全零的纸 `np.zeros(d_v)` 开始，一次次加上“权重乘那一行”。",
        ),
        Text(
            "NumPy's `@` multiplies and adds along the place where both sides have n. Which order brings the "
            "two n together?",
            "NumPy 的 `@` 会沿两边同为 n 的那一维先乘后加。怎样排先后，两个 n 才挨在一起？",
        ),
    ),
)


def contributions(weights, values):
    """What each book puts on the page: row i is weights[i] * values[i]. The rows add up to the page.

    weights: (n,), sum to 1;  values: (n, d_v), one book per row  ->  (n, d_v)
    """
    return weights[:, None] * values  # (n, 1) * (n, d_v) -> (n, d_v)


def _parts_of_a_few_books(rng):
    yield np.array([0.75, 0.25]), np.array([[4.0, 0.0, 8.0], [0.0, 4.0, 8.0]])
    for n, d_v in ((3, 2), (5, 4), (3, 3)):
        yield _weights(rng, n), _values(rng, n, d_v)


def _parts_of_any_numbers(rng):
    yield np.array([0.75, 0.25]), np.array([[3, 0, 1], [0, 2, 7]])
    yield np.array([0, 0, 1]), rng.integers(-9, 9, (3, 2))
    yield _weights(rng, 5).astype(np.float32), _values(rng, 5, 3).astype(np.float32)
    yield _strided(_weights(rng, 4)), _strided(_values(rng, 4, 3))
    yield _weights(rng, 3), np.asfortranarray(_values(rng, 3, 4))


def _parts_in_a_whole_number_array(weights, values):
    parts = np.zeros_like(values)
    for i in range(len(weights)):
        parts[i] = weights[i] * values[i]
    return parts


def _parts_in_place(weights, values):
    values *= weights[:, None]
    return values


def _parts_written_over_the_books(weights, values):
    for i in range(len(weights)):
        values[i] = weights[i] * values[i]
    return values


CONTRIBUTIONS = Exercise(
    contributions,
    checks=(
        Check(
            Text("each book's part", "每本书的那一份"),
            1,
            _parts_of_a_few_books,
            advice=Text(
                "Every number of a book is multiplied by that book's weight, and nothing is added up yet.",
                "一本书里的每个数，都乘上这本书的权重；先不要相加。",
            ),
        ),
        Check(
            Text("shelves of any size", "各种大小的书架"),
            1,
            _any_shelf,
            advice=Text(
                "The answer has the shape of the books, (n, d_v), also with one book, one column, or as many "
                "books as columns.",
                "结果与 values 同形，（n, d_v）；只有一本书、只有一栏、书与栏一样多时也一样。",
            ),
        ),
        Check(
            Text("any kind of numbers", "各种数"),
            1,
            _parts_of_any_numbers,
            advice=Text(
                "Whole numbers in, fractions out; a book of weight 0 puts nothing on the page; the books "
                "stay as they were.",
                "进来的可以是整数，出去的要能是小数；权重为 0 的书什么也不贡献；书本身要保持原样。",
            ),
            keeps_inputs=True,
        ),
    ),
    mistakes=(
        Mistake(
            "added-up",
            lambda weights, values: weights @ values,
            Text(
                "That is the finished page. Here the reader wants to see what came from which book: one row for each.",
                "这已经是合好的一页。这里读者想看的是哪一份来自哪本书：一本一行。",
            ),
        ),
        Mistake(
            "mixes-columns",
            lambda weights, values: weights * values,
            Text(
                "Books are the rows, but your weights lie along the columns. A weight must meet a whole row: "
                "stand the weights upright.",
                "书是行，你的权重却沿着列铺开了。一个权重要碰上一整行：把权重竖起来。",
            ),
        ),
        Mistake(
            "transposed",
            lambda weights, values: weights * values.T,
            Text(
                "The numbers are right, but the table lies on its side: (d_v, n). Row = book, as in `values`.",
                "数是对的，表却放倒了：（d_v, n）。一行是一本书，和 `values` 一样。",
            ),
        ),
        Mistake(
            "one-number-a-book",
            lambda weights, values: (weights[:, None] * values).sum(axis=1),
            Text(
                "You squeezed each book into one number. Its part of the page has as many columns as the page.",
                "你把每本书压成了一个数。它在页上的那一份，栏数应当和这一页一样。",
            ),
        ),
        Mistake(
            "unweighted",
            lambda weights, values: values / len(weights),
            Text(
                "Every book got an equal part. How much each one gives is in the weights.",
                "你让每本书出了同样的一份。各出多少，写在权重里。",
            ),
        ),
        Mistake("integer-truncation", _parts_in_a_whole_number_array, _WHOLE_NUMBER_PAPER),
        Mistake("input-changed", _parts_in_place, _SCRIBBLED_IN_THE_BOOKS),
        Mistake("input-overwritten", _parts_written_over_the_books, _SCRIBBLED_IN_THE_BOOKS),
    ),
    hints=(
        Text(
            "It is the weighted sum, stopped just before the adding.",
            "这就是加权求和，只是停在相加之前。",
        ),
        Text(
            "Write the shapes under each other, aligned on the right: (n,) and (n, d_v). Which place of the "
            "weights must become an axis of length 1?",
            "把两个形状右对齐，上下写好：（n,） 和 (n, d_v)。权重要在哪个位置添一个长度为 1 的维？",
        ),
        Text(
            "`weights[:, None]` is a column, (n, 1). A column times a table multiplies each row by its own number.",
            "`weights[:, None]` 是一列，（n, 1）。一列乘一张表，就是每一行乘自己的那个数。",
        ),
    ),
)


def attend(query, keys, values):
    """Attention for one reader: dot-product scores, softmax, weighted sum; no scaling.

    query: (d,);  keys: (n, d);  values: (n, d_v)  ->  (output (d_v,), weights (n,))
    """
    weights = softmax(score_books(query, keys))  # (n, d), (d,) -> (n,)
    return weighted_sum(weights, values), weights  # (d_v,), (n,)


def _one_question(rng, n, d, d_v):
    return _vectors(rng, d), _vectors(rng, n, d), _values(rng, n, d_v)


def _one_reader(rng):
    values = np.array([[4.0, 0.0, 8.0], [0.0, 4.0, 8.0]])
    yield np.array([1.0, 2.0]), np.array([[2.0, 0.0], [0.0, 1.0]]), values
    yield np.array([1.0, 0.0]), np.array([[0.0, 5.0], [-1.0, 2.0]]), values
    for n, d, d_v in ((3, 2, 4), (5, 4, 3), (4, 4, 4)):
        yield _one_question(rng, n, d, d_v)


def _one_reader_any_shape(rng):
    for n, d, d_v in ((1, 3, 2), (6, 1, 3), (4, 3, 1), (3, 7, 2), (2, 3, 6), (3, 3, 3)):
        yield _one_question(rng, n, d, d_v)


def _large_scores(rng):
    keys = np.array([[20.0, 1.0], [20.0, 0.0], [30.0, 2.0], [20.0, -1.0]])
    for query in ([-100.0, 1.0], [50.0, 2.0]):  # close rivals at about -2000, one favourite at about 1500
        yield np.array(query), rng.permutation(keys), _values(rng, 4, 3)
    yield _one_question(rng, 4, 3, 2)


def _one_reader_any_numbers(rng):
    yield rng.integers(-2, 3, 3), rng.integers(-1, 2, (4, 3)), rng.integers(1, 9, (4, 2))
    yield tuple(array.astype(np.float32) for array in _one_question(rng, 5, 3, 2))
    yield tuple(map(_strided, _one_question(rng, 3, 4, 2)))
    yield tuple(map(np.asfortranarray, _one_question(rng, 4, 2, 3)))


def _pair(weigh, score=score_books):
    """A wrong `attend` that differs in how it scores or weighs."""

    def wrong(query, keys, values):
        weights = weigh(score(query, keys))
        return weights @ values, weights

    return wrong


def _only_the_largest(scores):
    return (scores == scores.max()).astype(float)


def _unstable_softmax(scores):
    lifted = np.exp(scores)
    return lifted / lifted.sum(axis=-1, keepdims=True)


def _shares(scores):
    return scores / scores.sum(axis=-1, keepdims=True)


def _scaled(queries, keys):
    return queries @ keys.T / np.sqrt(keys.shape[1])


def _attend_to_the_spines(query, keys, values):
    weights = softmax(score_books(query, keys))
    return weights @ keys, weights


def _attend_by_contents(query, keys, values):
    weights = softmax(values @ query)
    return weights @ values, weights


def _attend_returning_scores(query, keys, values):
    scores = score_books(query, keys)
    return softmax(scores) @ values, scores


def _attend_in_a_table(query, keys, values):
    weights = softmax(query[None, :] @ keys.T)
    return weights @ values, weights


_HULL = Text(
    "No softmax on the way: the scores went straight to the books. They do not share out one budget, and the "
    "page lands where no book has ever been.",
    "中间少了 softmax：得分直接拿去读书了。它们不是一份花完的预算，合出来的一页跑到了哪本书都没到过的地方。",
)
_RAW_SHARES = Text(
    "Dividing by the sum of the scores breaks as soon as a score is negative. Lesson 03 found a better way "
    "to share out the budget.",
    "一出现负的得分，除以总和就行不通了。第 03 课找到过更好的分预算的办法。",
)
_KEYS_FOR_VALUES = Text(
    "You blended the labels on the spines. They say what a book is about; what it says stands in `values`.",
    "你混合的是书脊上的标签。标签说明书关于什么，书里写的是什么，要看 `values`。",
)
_OUTPUTS_ONLY = Text(
    "The page is there, but nobody can see how it was mixed. Hand over two things: the output, then the weights.",
    "这一页有了，却看不出是怎么混出来的。要交两样东西：先输出，后权重。",
)
_WEIGHTS_ONLY = Text(
    "That is how much of each book, not what they say. Hand over two things: the output, then the weights.",
    "这只说明每本书读多少，没说书里讲了什么。要交两样东西：先输出，后权重。",
)
_SWAPPED_PAIR = Text(
    "Both are there, in the wrong order: the output comes first, then the weights.",
    "两样都在，只是次序反了：输出在前，权重在后。",
)
_SCORES_RETURNED = Text(
    "The output is right, but the second thing you hand over is the scores. Score is before softmax, weight after it.",
    "输出是对的，可你交出的第二样是得分。softmax 之前叫得分，之后才叫权重。",
)
_SCALED = Text(
    "You divided the scores by √d. A good idea, and two lessons early: here the scores are plain dot products.",
    "你把得分除以了 √d。想法很好，只是早了两课：这里的得分就是点积本身。",
)
_UNSTABLE = Text(
    "With large scores e to the score overflows. The `softmax` you wrote in lesson 03 can bear them: use it.",
    "得分一大，e 的幂就溢出了。你在第 03 课写的 `softmax` 不怕大得分：用它吧。",
)

ATTEND = Exercise(
    attend,
    builds_on=("score_books", "softmax", "weighted_sum"),
    checks=(
        Check(
            Text("one reader's page", "一位读者的一页"),
            2,
            _one_reader,
            advice=Text(
                "Three steps in this order: match (scores), weight (softmax), sum (the page). Then return "
                "page and weights.",
                "三步，依次做：匹配（得分），加权（softmax），求和（那一页）。最后返回这一页和权重。",
            ),
        ),
        Check(
            Text("shelves of any size", "各种大小的书架"),
            1,
            _one_reader_any_shape,
            advice=Text(
                "Query and keys share d; keys and values share n; the output has the d_v of the values. "
                "Nothing else need agree.",
                "查询和键共有 d，键和值共有 n，输出的宽度是值的 d_v。除此之外，都不必相等。",
            ),
        ),
        Check(
            Text("large scores", "很大的得分"),
            1,
            _large_scores,
            advice=Text(
                "Scores in the thousands must work too, below zero and above: no weight may become NaN.",
                "得分上千也要对，正的负的都一样：权重里不能出现 NaN。",
            ),
        ),
        Check(
            Text("any kind of numbers", "各种数"),
            1,
            _one_reader_any_numbers,
            advice=Text(
                "Whole numbers and float32 are welcome, and query, keys and values stay as they were.",
                "整数和 float32 都要能用；查询、键、值都要保持原样。",
            ),
            keeps_inputs=True,
        ),
    ),
    mistakes=(
        Mistake("keys-for-values", _attend_to_the_spines, _KEYS_FOR_VALUES),
        Mistake("outside-the-hull", _pair(lambda scores: scores), _HULL),
        Mistake("raw-shares", _pair(_shares), _RAW_SHARES),
        Mistake(
            "best-book-only",
            _pair(_only_the_largest),
            Text(
                "You picked one book. Attention reads all of them a little; that is what softmax is for.",
                "你只挑了一本。注意力会把每本书都读一点，softmax 就是为此而来。",
            ),
        ),
        Mistake("scaled-too-early", _pair(softmax, _scaled), _SCALED),
        Mistake(
            "scores-by-contents",
            _attend_by_contents,
            Text(
                "You matched the question with the contents. The librarian matches it with the labels and "
                "only then opens the books.",
                "你拿问题去比对书的内容了。管理员先比对标签，之后才翻开书。",
            ),
        ),
        Mistake("no-max-subtraction", _pair(_unstable_softmax), _UNSTABLE),
        Mistake("scores-for-weights", _attend_returning_scores, _SCORES_RETURNED),
        Mistake("outputs-only", lambda query, keys, values: attend(query, keys, values)[0], _OUTPUTS_ONLY),
        Mistake("returns-weights", lambda query, keys, values: attend(query, keys, values)[1], _WEIGHTS_ONLY),
        Mistake("swapped-pair", lambda query, keys, values: attend(query, keys, values)[::-1], _SWAPPED_PAIR),
        Mistake(
            "one-row-too-many",
            _attend_in_a_table,
            Text(
                "The numbers are right, but they come as tables with one row. One reader: output (d_v,), weights (n,).",
                "数都对，却装在只有一行的表里。只有一位读者：输出 (d_v,)，权重 (n,)。",
            ),
        ),
    ),
    hints=(
        Text(
            "You have written all three steps already, one a lesson. Call them one after the other.",
            "三步你都写过了，一课一步。把它们接起来调用就行。",
        ),
        Text(
            "Question and labels make scores; scores make weights; weights and books make the page.",
            "问题和标签得出得分，得分变成权重，权重和书合成一页。",
        ),
        Text(
            "score_books, then softmax, then weighted_sum. Keep the weights under a name: you need them twice.",
            "先 score_books，再 softmax，再 weighted_sum。给权重起个名字留着：要用两次。",
        ),
    ),
)


def attention(queries, keys, values):
    """Attention for many readers at once: softmax(queries @ keys.T) @ values, row by row; no scaling.

    queries: (n_q, d);  keys: (n_k, d);  values: (n_k, d_v)  ->  (outputs (n_q, d_v), weights (n_q, n_k))
    Vaswani et al. 2017, equation 1, without its 1/√d.
    """
    weights = softmax(score_matrix(queries, keys))  # (n_q, n_k), every row sums to 1
    return weights @ values, weights  # (n_q, n_k) @ (n_k, d_v) -> (n_q, d_v)


def _questions(rng, n_q, n_k, d, d_v):
    return _vectors(rng, n_q, d), _vectors(rng, n_k, d), _values(rng, n_k, d_v)


def _a_few_readers(rng):
    keys, values = np.array([[2.0, 0.0], [0.0, 1.0]]), np.array([[4.0, 0.0, 8.0], [0.0, 4.0, 8.0]])
    yield np.array([[1.0, 2.0], [0.0, 0.0], [0.5, 0.0]]), keys, values
    for shape in ((2, 3, 4, 5), (4, 2, 3, 3), (3, 3, 2, 4), (3, 4, 4, 4)):
        yield _questions(rng, *shape)


def _readers_any_shape(rng):
    for shape in ((1, 4, 3, 2), (3, 1, 2, 4), (2, 5, 1, 3), (4, 3, 2, 1), (5, 2, 3, 6), (3, 3, 3, 3)):
        yield _questions(rng, *shape)


def _each_reader_alone(rng):
    queries, keys, values = _questions(rng, 3, 4, 2, 3)
    yield queries, keys, values
    yield queries[1:2], keys, values
    yield queries[::-1], keys, values
    keys = np.array([[2.0, 1.0], [2.0, 0.0], [2.0, -1.0]])
    yield np.array([[500.0, 1.0], [-500.0, 1.0], [0.0, -2.0], [0.0, 0.5]]), keys, _values(rng, 3, 2)


def _readers_any_numbers(rng):
    yield rng.integers(-1, 2, (3, 4)), rng.integers(-1, 2, (2, 4)), rng.integers(1, 9, (2, 3))
    yield tuple(array.astype(np.float32) for array in _questions(rng, 3, 5, 4, 2))
    yield tuple(map(_strided, _questions(rng, 4, 3, 3, 2)))
    yield tuple(map(np.asfortranarray, _questions(rng, 2, 4, 3, 5)))


def _table(weigh, score=score_matrix):
    """A wrong `attention` that differs in how it scores or weighs."""

    def wrong(queries, keys, values):
        weights = weigh(score(queries, keys))
        return weights @ values, weights

    return wrong


def _softmax_down_the_columns(scores):
    return softmax(scores.T).T


def _softmax_over_everything(scores):
    return softmax(scores.ravel()).reshape(scores.shape)


def _softmax_with_one_maximum(scores):
    return _unstable_softmax(scores - scores.max())


def _softmax_without_keepdims(scores):
    lifted = np.exp(scores - scores.max(axis=1, keepdims=True))
    return lifted / lifted.sum(axis=1)


def _books_and_readers_swapped(queries, keys, values):
    weights = softmax(score_matrix(queries, keys))
    return weights.T @ values, weights


def _attention_to_the_spines(queries, keys, values):
    weights = softmax(score_matrix(queries, keys))
    return weights @ keys, weights


def _attention_returning_scores(queries, keys, values):
    scores = score_matrix(queries, keys)
    return softmax(scores) @ values, scores


def _only_the_first_reader(queries, keys, values):
    for query in queries:
        return attend(query, keys, values)


def _a_list_of_pairs(queries, keys, values):
    return [attend(query, keys, values) for query in queries]


ATTENTION = Exercise(
    attention,
    builds_on=("score_books", "score_matrix", "softmax", "weighted_sum", "attend"),
    checks=(
        Check(
            Text("a few readers", "几位读者"),
            2,
            _a_few_readers,
            advice=Text(
                "One row per reader, all the way: a row of scores, a row of weights, a row of output. Return "
                "(outputs, weights).",
                "从头到尾一行一位读者：一行得分，一行权重，一行输出。返回 (outputs, weights)。",
            ),
        ),
        Check(
            Text("any number of readers and books", "多少读者、多少书都行"),
            1,
            _readers_any_shape,
            advice=Text(
                "Try 1 reader, 1 book, and more readers than books: outputs (n_q, d_v), weights (n_q, n_k).",
                "试试 1 位读者、1 本书、读者比书多：输出 (n_q, d_v)，权重 (n_q, n_k)。",
            ),
        ),
        Check(
            Text("every reader alone", "读者互不干扰"),
            1,
            _each_reader_alone,
            advice=Text(
                "A reader's page may not depend on who else is in the room: not on their number, nor on how "
                "loudly they ask.",
                "一位读者得到的页，与屋里还有谁无关：不管来了几位，也不管别人问得多响。",
            ),
        ),
        Check(
            Text("any kind of numbers", "各种数"),
            1,
            _readers_any_numbers,
            advice=Text(
                "Whole numbers and float32 are welcome, and queries, keys and values stay as they were.",
                "整数和 float32 都要能用；查询、键、值都要保持原样。",
            ),
            keeps_inputs=True,
        ),
    ),
    mistakes=(
        Mistake(
            "wrong-axis",
            _table(_softmax_down_the_columns),
            Text(
                "Your columns sum to 1: the books share out the readers. Each reader's row is a budget and "
                "must sum to 1.",
                "你让每一列加起来等于 1：变成书在分读者了。一行才是一位读者的预算，每行之和要等于 1。",
            ),
        ),
        Mistake(
            "global-sum",
            _table(_softmax_over_everything),
            Text(
                "All readers share one single budget here. Each of them has a whole one of their own.",
                "这里所有读者合用一份预算。其实每位读者都有完整的一份。",
            ),
        ),
        Mistake(
            "global-max",
            _table(_softmax_with_one_maximum),
            Text(
                "You took the room's loudest score away from everybody, and a quiet reader was left with "
                "0/0. Use each row's own largest score, or simply your `softmax`.",
                "你让所有人都减去全场最大的得分，安静的读者只剩下 0/0。"
                "要减的是各行自己的最大值，或者直接用你的 `softmax`。",
            ),
        ),
        Mistake(
            "missing-keepdims",
            _table(_softmax_without_keepdims),
            Text(
                "The division lined the readers' sums up with the books. Keep the summed axis, or let your "
                "`softmax` do it.",
                "做除法时，各位读者的总和对到书上去了。求和时要保留那一维，或者交给你的 `softmax`。",
            ),
        ),
        Mistake(
            "transposed-scores",
            _table(softmax, lambda queries, keys: score_matrix(keys, queries)),
            Text(
                "In your table the books ask the readers. Row = who asks: (n_q, n_k).",
                "在你的表里，是书在问读者。一行是一位提问的读者：（n_q, n_k）。",
            ),
        ),
        Mistake(
            "mixes-columns",
            _books_and_readers_swapped,
            Text(
                "`weights.T` swaps readers and books. A reader's row of weights must meet the rows of "
                "`values`, one a book.",
                "`weights.T` 把读者和书对调了。读者的那一行权重，要去配 `values` 里一本一行的书。",
            ),
        ),
        Mistake("keys-for-values", _attention_to_the_spines, _KEYS_FOR_VALUES),
        Mistake("outside-the-hull", _table(lambda scores: scores), _HULL),
        Mistake("scaled-too-early", _table(softmax, _scaled), _SCALED),
        Mistake("no-max-subtraction", _table(_unstable_softmax), _UNSTABLE),
        Mistake("scores-for-weights", _attention_returning_scores, _SCORES_RETURNED),
        Mistake("outputs-only", lambda queries, keys, values: attention(queries, keys, values)[0], _OUTPUTS_ONLY),
        Mistake(
            "swapped-pair",
            lambda queries, keys, values: attention(queries, keys, values)[::-1],
            _SWAPPED_PAIR,
        ),
        Mistake(
            "first-reader-only",
            _only_the_first_reader,
            Text(
                "A `return` inside the loop sends everybody home after the first reader. Collect all pages first.",
                "循环里的 `return` 让第一位读者一走就关了门。先把所有人的页收齐。",
            ),
        ),
        Mistake(
            "list-of-pairs",
            _a_list_of_pairs,
            Text(
                "You have one pair (page, weights) per reader. Asked for is one pair: all pages, then all weights.",
                "你得到的是每位读者一对（页，权重）。要的只是一对：先是所有的页，再是所有的权重。",
            ),
        ),
    ),
    hints=(
        Text(
            "It is `attend` for a whole queue of readers: a loop that collects pages and weights is a fine answer.",
            "这就是给一整队读者用的 `attend`：写个循环，把页和权重都收集起来，就是很好的答案。",
        ),
        Text(
            "Without a loop: score_matrix scores for all readers at once, and your softmax already treats "
            "every row by itself.",
            "不用循环也行：score_matrix 一次给所有读者打分，你的 softmax 本来就一行归一行。",
        ),
        Text(
            "Weights (n_q, n_k), books (n_k, d_v): the two n_k stand side by side. Which operator turns that "
            "into (n_q, d_v)?",
            "权重 (n_q, n_k)，书 (n_k, d_v)：两个 n_k 正好挨着。哪个运算符能把它们变成 (n_q, d_v)？",
        ),
    ),
)
