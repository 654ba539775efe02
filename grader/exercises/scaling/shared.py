"""What the exercises of lesson 06 share. Leading axes are reading rooms: each has its own readers and its own shelf."""

import numpy as np

from grader.judge import Text


def drawn(rng, *shape, spread=1.0):
    """Qualities of one decimal: a learner whose answer fails sees some of them."""
    return np.round(rng.normal(0, spread, shape), 1)


def asked(rng, n_q, n_k, d, rooms=()):
    """Queries and keys whose products do not all cancel: float32 could not tell such a score from 0."""
    while True:
        Q, K = drawn(rng, *rooms, n_q, d), drawn(rng, *rooms, n_k, d)
        products = Q @ turned(K)
        if np.abs(products).max() > 0.1 * (np.abs(Q) @ np.abs(turned(K))).max():
            return Q, K


def turned(keys):
    return np.swapaxes(keys, -1, -2)


def plain_scores(Q, K):
    return Q @ turned(K)


def scaled(Q, K):
    return plain_scores(Q, K) / np.sqrt(Q.shape[-1])


def strided(array):
    """The same numbers, not contiguous in memory."""
    return np.repeat(array, 2, axis=-1)[..., ::2]


def own_spread(axis=None):
    """Scores divided by the spread that they happen to have."""

    def wrong(Q, K):
        scores = plain_scores(Q, K)
        return scores / scores.std(axis=axis, keepdims=True)

    return wrong


ANY_KIND = Text("any kind of numbers, inputs untouched", "各种数，输入原样不动")
ROOMS = Text("several reading rooms at once", "几间阅览室同时开门")

UNSCALED = Text(
    "These are the plain dot products: with 1,024 qualities they shout 32 times as loud as with one. Bring their spread back to 1.",
    "这还是原原本本的点积：标签有 1024 个特征时，嗓门是只有一个特征时的 32 倍。请把得分的波动压回 1。",
)
BY_D = Text(
    "You have divided by d altogether. The spread grows only like the square root of d, for most of the d votes cancel: divided "
    "by d, long labels can do no more than whisper.",
    "你总共除以了 d。可 d 张票多半互相抵消，得分的波动只按 d 的平方根增长：除以 d，长标签就只剩耳语了。",
)
BY_SQRT_KEYS = Text(
    "Your divisor grows with the number of books. More books do not make any single score louder; what does? Count what is added "
    "up in one score.",
    "你的除数随着书的本数变大。书多了，哪个得分也不会因此更响。让它变响的是什么？数一数，一个得分是由多少项加起来的。",
)
BY_SQRT_READERS = Text(
    "Your divisor grows with the number of readers. How loud a score is has nothing to do with how many people ask: count what is "
    "added up in one score.",
    "你的除数随着读者的人数变大。一个得分有多响，和多少人在问没有关系：数一数，一个得分是由多少项加起来的。",
)
BY_SQRT_ROOMS = Text(
    "You divide by the root of the *first* axis. In one room it counts readers or books, in a stack of rooms it counts the rooms. The "
    "qualities stand on the last axis, however many stand before it.",
    "你除以的是**第一个**轴长度的平方根。只有一间房时，它数的是读者或书；房间叠成一叠时，它数的是房间。不管前面有几个轴，特征总在最后一个轴上。",
)
SECOND_AXIS = Text(
    "For one room it is right. With several, axis 1 no longer counts the qualities: all axes have moved up by one. Count from the end.",
    "只有一间房时没错。房间一多，1 号轴数的就不是特征了：各个轴都往后挪了一位。请从末尾数起。",
)
MULTIPLIED = Text(
    "You multiplied by the square root of d. The scores were too loud already; now long labels shout louder still.",
    "你乘上了 d 的平方根。得分本来就嫌太响，这下长标签喊得更凶了。",
)
PRECEDENCE = Text(
    "There is a 2 in the wrong place: Python raises to a power before it divides, so in `d ** 1/2` only the 1 is an exponent, and no root "
    "is taken. Put it in brackets, or use `np.sqrt`.",
    "有个 2 放错了位置：Python 先算乘方再算除法，所以 `d ** 1/2` 里只有 1 是指数，根本没有开方。请加上括号，或者用 `np.sqrt`。",
)
FIXED_DIVISOR = Text(
    "You divide every table by one and the same number, and it is right for one length of labels only. How many qualities there are, the "
    "arrays that come in can tell you.",
    "不管什么表，你都除以同一个数，它只对一种长度的标签合适。有多少个特征，要问传进来的数组。",
)
OWN_SPREAD = Text(
    "You divided by the spread that these very scores happen to have. Then a reader's scores depend on who and what else is in the "
    "room, and a score that stands alone gets 0/0. The divisor must be known before anybody asks.",
    "你除以的是这些得分自己碰巧有的波动。这样一来，得分就取决于屋里还有谁、还有什么书，孤零零一个得分更成了 0/0。该除以多少，在有人开口之前就应当知道。",
)
COSINE = Text(
    "You divided by the lengths of the arrows: that is the cosine of lesson 02, and it has no room for an emphatic question. Here "
    "everybody's scores are divided by one number, which depends on d alone.",
    "你除以了箭头的长度：那是第 02 课的余弦，问得再强调也不管用。这里所有人的得分都除以同一个数，它只由 d 决定。",
)
BATCH_TRANSPOSE = Text(
    "For one room it is right, for several it is not. `.T` turns *all* axes round, so that the rooms change places with the qualities. "
    "Swap only the last two.",
    "一间房时没错，几间房就不对了。`.T` 会把**所有**的轴都倒过来，房间和特征换了位置。只该交换最后两个轴。",
)
ONE_ROOM_ONLY = Text(
    "For one room it is right, for several it is not. What you do with a table must happen in every room: count axes from the end, and "
    "let those in front be.",
    "一间房时没错，几间房就不对了。对一张表做的事，要在每间房里都做一遍：从末尾给轴编号，前面的轴别去动。",
)
ONLY_ROOMS = Text(
    "For three axes it is right, for another number of them it is not. Rooms may stand on floors, and one lone table has no rooms at "
    "all: name the axes from the end, -1 and -2.",
    "三个轴时没错，换个数目就不对了。房间可能还分楼层，单独一张表又根本没有房间：请从末尾给轴编号，-1 和 -2。",
)
ROOMS_MIXED = Text(
    "Your answer has too many axes: every room was paired with every other (`np.dot` does that to stacks). A room keeps to itself: "
    "`@` goes through the rooms one by one.",
    "你的答案多出了轴：每间房都和别的房间配了对（`np.dot` 对付一叠表就是这样）。各房间只管自己的：`@` 会一间一间地算。",
)
IN_PLACE_DIVISION = Text(
    "With whole numbers `/=` fails: an array made for whole numbers cannot take the fractions in. `a / b` makes a new array.",
    "遇到整数，`/=` 就出错了：为整数准备的数组装不下小数。`a / b` 会另做一个数组。",
)
INPUT_CHANGED = Text(
    "The answer is right, but the arrays that were lent to you are not what they were: `*=`, `/=` and `-=` write into them. "
    "`a * b` makes a new one.",
    "答案是对的，可借给你的数组变了样：`*=`、`/=`、`-=` 会直接改写它们。`a * b` 才会另做一个。",
)
ROUNDED = Text(
    "Right, but rounded. Hand over all the digits; rounding is for showing.",
    "算对了，却四舍五入了。把所有位数都交出来；取整只用于显示。",
)
