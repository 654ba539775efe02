"""Lay the heads' pages side by side again."""

import numpy as np

from grader.exercises.multi_head.shared import (
    ANY_KIND,
    HARD_WIRED,
    KEEP_AS_IT_WAS,
    PAGES_MIXED,
    drawn_rows,
    signed_rows,
    strided,
)
from grader.exercises.multi_head.split_heads import split_heads
from grader.judge import Check, Exercise, Mistake, Text
from grader.judge.behaviour import works_for_one_size


def merge_heads(H):
    """Lay the heads' rows side by side, head 0 first: the inverse of split_heads.

    H: (n_heads, n, d_head)  ->  (n, n_heads * d_head)
    """
    n_heads, n, d_head = H.shape
    readers_first = H.swapaxes(0, 1)  # (n, n_heads, d_head): a reader's pages lie next to each other
    return readers_first.reshape(n, n_heads * d_head)


def _side_by_side(rng):
    yield (split_heads(signed_rows(2, 4), 2),)
    yield (split_heads(signed_rows(3, 4), 2),)
    for shape in ((2, 4, 3), (2, 5, 4), (3, 5, 2), (4, 2, 3)):
        yield (drawn_rows(rng, *shape),)


def _undoes_the_cut(rng):
    for n, d_model, n_heads in ((3, 10, 2), (4, 6, 3), (5, 8, 4), (2, 9, 3)):
        yield (split_heads(drawn_rows(rng, n, d_model), n_heads),)


def _any_size(rng):
    for shape in ((1, 3, 4), (3, 1, 2), (2, 4, 1), (5, 2, 3), (4, 4, 4), (1, 1, 1), (2, 7, 6)):
        yield (drawn_rows(rng, *shape),)


def _any_numbers(rng):
    yield (rng.integers(-9, 10, (2, 3, 4)),)
    yield (drawn_rows(rng, 3, 5, 2).astype(np.float32),)
    yield (strided(drawn_rows(rng, 2, 4, 3)),)
    yield (np.asfortranarray(drawn_rows(rng, 4, 3, 2)),)


def _two_by_name(H):
    return np.hstack([H[0], H[1]])


MERGE_HEADS = Exercise(
    merge_heads,
    builds_on=("split_heads",),
    checks=(
        Check(
            Text("side by side", "并排放好"),
            1,
            _side_by_side,
            advice=Text(
                "One row per reader again: first what head 0 wrote for this reader, then what head 1 wrote, and so on.",
                "又是一行一位读者：先放头 0 为这位读者写的，再放头 1 写的，依此类推。",
            ),
        ),
        Check(
            Text("undoes split_heads", "还原 split_heads"),
            1,
            _undoes_the_cut,
            advice=Text(
                "Cut some rows with split_heads and merge them: number by number, the very same rows must come back.",
                "用 split_heads 切开几行，再合上：每个数都要回到原来的位置。",
            ),
        ),
        Check(
            Text("any number of heads, words and qualities", "几个头、几个词、几个特征都行"),
            1,
            _any_size,
            advice=Text(
                "Try one head, one word, pages of one number: the result is always (n, n_heads · d_head).",
                "试试一个头、一个词、一页只有一个数：结果总是 (n, n_heads · d_head)。",
            ),
        ),
        Check(ANY_KIND, 1, _any_numbers, advice=KEEP_AS_IT_WAS, keeps_inputs=True),
    ),
    mistakes=(
        Mistake("merge-without-transpose", lambda H: H.reshape(H.shape[1], -1), PAGES_MIXED),
        Mistake(
            "stacked-below",
            lambda H: H.reshape(-1, H.shape[2]),
            Text(
                "You laid one head's pages below the other's; `concatenate` does so unless told otherwise. There are as many "
                "rows as readers, and the heads stand side by side.",
                "你把一个头的页放到了另一个头的下面；`concatenate` 不特别说明就会这样放。有几位读者就该有几行，各个头并排放。",
            ),
        ),
        Mistake(
            "averaged-heads",
            lambda H: H.mean(axis=0),
            Text(
                "You averaged the librarians' pages into one. Then they might as well have stayed one librarian. Keep all "
                "the pages, side by side.",
                "你把几位管理员的页平均成了一页。那还不如当初只请一位。所有的页都要留下，并排放好。",
            ),
        ),
        Mistake(
            "summed-heads",
            lambda H: H.sum(axis=0),
            Text(
                "You added the librarians' pages up, and nobody can tell any more who wrote what. Lay them side by side.",
                "你把几位管理员的页加在了一起，谁写了什么再也分不清了。把它们并排放好。",
            ),
        ),
        Mistake(
            "interleaved",
            lambda H: H.transpose(1, 2, 0).reshape(H.shape[1], -1),
            Text(
                "You riffled the pages together like cards, one number from each head in turn. A page stays in one piece: "
                "all of head 0's, then all of head 1's.",
                "你像洗牌一样把几页插在了一起，每个头轮流出一个数。一页要整块放：先是头 0 的全部，再是头 1 的全部。",
            ),
        ),
        Mistake(
            "not-joined",
            lambda H: H.swapaxes(0, 1),
            Text(
                "The readers stand in front, and the heads are still apart: (n, n_heads, d_head). One step is missing, which "
                "joins a reader's pages into one row.",
                "读者已经排到最前，可各个头还分着：(n, n_heads, d_head)。还差一步：把一位读者的几页接成一行。",
            ),
        ),
        Mistake("all-axes-turned", lambda H: H.T.reshape(H.shape[1], -1), PAGES_MIXED),
        Mistake("wrong-axes-swapped", lambda H: H.swapaxes(1, 2).reshape(H.shape[1], -1), PAGES_MIXED),
        Mistake(
            "first-head-only",
            lambda H: H[0],
            Text(
                "Only head 0's page reached the desk. If you loop, `return` belongs after the loop.",
                "送到桌上的只有头 0 的那一页。如果用了循环，`return` 要放在循环之后。",
            ),
        ),
        Mistake(
            "last-head-only",
            lambda H: H[-1],
            Text(
                "Only the last head's page reached the desk: each turn of the loop overwrites the one before.",
                "送到桌上的只有最后一个头的那一页：循环里后一圈盖掉了前一圈。",
            ),
        ),
        Mistake(
            "last-head-first",
            lambda H: np.hstack(list(H[::-1])),
            Text(
                "The pages are all there, in the wrong order: head 0 stands on the left.",
                "页都在，只是次序反了：头 0 在最左边。",
            ),
        ),
        Mistake(
            "hard-wired",
            _two_by_name,
            HARD_WIRED,
            behaves=works_for_one_size(lambda H: (*H.shape, H.shape[0] * H.shape[2])),
        ),
    ),
    hints=(
        Text(
            "Which numbers belong to reader 0? One row from each head's table. Write down this row first.",
            "哪些数属于读者 0？每个头的表里各有一行。先把这一行写出来。",
        ),
        Text(
            "`np.concatenate` joins tables; `axis` says whether below each other or side by side.",
            "`np.concatenate` 能把几张表接起来；`axis` 决定是上下接还是左右接。",
        ),
        Text(
            "Or walk the two steps of split_heads backwards: the axes change places again, and then `reshape` to "
            "(n, n_heads * d_head).",
            "或者把 split_heads 的两步倒着走：先把两个轴换回来，再 `reshape` 成 (n, n_heads * d_head)。",
        ),
    ),
)
