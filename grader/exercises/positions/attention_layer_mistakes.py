"""What goes wrong when the pieces are put together."""

import numpy as np

from grader.exercises.causal_mask.causal_mask import causal_mask
from grader.exercises.causal_mask.masked_softmax import masked_softmax
from grader.exercises.multi_head.merge_heads import merge_heads
from grader.exercises.multi_head.split_heads import split_heads
from grader.exercises.positions.rotate_by_position import rotate_by_position
from grader.exercises.positions.sinusoidal_positions import sinusoidal_positions
from grader.judge import Mistake, Text
from grader.judge.behaviour import failed_calls, only_changes_inputs, stops_with


def _stamps(X):
    return sinusoidal_positions(*X.shape)


def _stamped(X):
    return X + _stamps(X)


def _by_name(parameters):
    return [parameters[name] for name in ("W_q", "W_k", "W_v", "W_o")]


def _sqrt_d_head(Q):
    return np.sqrt(Q.shape[-1])


def _read(Q, K, V, n_heads, mask=causal_mask, divisor=_sqrt_d_head):
    """Heads that read: pages (n, d_model) side by side, weights (n_heads, n, n)."""
    Q, K, V = (split_heads(table, n_heads) for table in (Q, K, V))
    weights = masked_softmax(Q @ np.swapaxes(K, -1, -2) / divisor(Q), mask(Q.shape[1]))
    return merge_heads(weights @ V), weights


def _layer(stamp=_stamped, take=_by_name, hand_over=lambda outputs, weights: (outputs, weights), **how):
    """A wrong layer: other words go in, other matrices are taken, the heads read otherwise, or something else comes out."""

    def wrong(X, parameters, n_heads):
        words = stamp(X)
        W_q, W_k, W_v, W_o = take(parameters)
        pages, weights = _read(words @ W_q, words @ W_k, words @ W_v, n_heads, **how)
        return hand_over(pages @ W_o, weights)

    return wrong


_right = _layer()


def _stamps_after_projection(X, parameters, n_heads):
    W_q, W_k, W_v, W_o = _by_name(parameters)
    pages, weights = _read(*(X @ W + _stamps(X) for W in (W_q, W_k, W_v)), n_heads)
    return pages @ W_o, weights


def _stamps_on_queries_and_keys(X, parameters, n_heads):
    W_q, W_k, W_v, W_o = _by_name(parameters)
    pages, weights = _read(X @ W_q + _stamps(X), X @ W_k + _stamps(X), X @ W_v, n_heads)
    return pages @ W_o, weights


def _values_without_stamps(X, parameters, n_heads):
    W_q, W_k, W_v, W_o = _by_name(parameters)
    pages, weights = _read(_stamped(X) @ W_q, _stamped(X) @ W_k, X @ W_v, n_heads)
    return pages @ W_o, weights


def _stamps_at_the_end(X, parameters, n_heads):
    outputs, weights = _layer(stamp=lambda X: X)(X, parameters, n_heads)
    return outputs + _stamps(X), weights


def _rotary(X, parameters, n_heads):
    W_q, W_k, W_v, W_o = _by_name(parameters)
    places = np.arange(len(X))
    Q, K = (rotate_by_position(X @ W, places) for W in (W_q, W_k))
    pages, weights = _read(Q, K, X @ W_v, n_heads)
    return pages @ W_o, weights


def _no_editor(X, parameters, n_heads):
    words = _stamped(X)
    W_q, W_k, W_v, _ = _by_name(parameters)
    return _read(words @ W_q, words @ W_k, words @ W_v, n_heads)


def _input_kept_beside(X, parameters, n_heads):
    outputs, weights = _right(X, parameters, n_heads)
    return X + outputs, weights


def _input_changed(X, parameters, n_heads):
    X += _stamps(X)
    return _layer(stamp=lambda X: X)(X, parameters, n_heads)


def _heads_cut_words(X, parameters, n_heads):
    n, d_model = X.shape
    words = _stamped(X)
    W_q, W_k, W_v, W_o = _by_name(parameters)
    Q, K, V = ((words @ W).reshape(n_heads, n, d_model // n_heads) for W in (W_q, W_k, W_v))
    weights = masked_softmax(Q @ np.swapaxes(K, -1, -2) / _sqrt_d_head(Q), causal_mask(n))
    return (weights @ V).reshape(n, d_model) @ W_o, weights


def _one_librarian(X, parameters, n_heads):
    outputs, weights = _right(X, parameters, 1)
    return outputs, weights[0]


def _always(n_heads):
    return lambda X, parameters, _: _right(X, parameters, n_heads)


def _in_the_order_of_the_dict(calls):
    names = ["W_q", "W_k", "W_v", "W_o"]
    return bool(failed_calls(calls)) and all(list(call.args[1]) != names for call in failed_calls(calls))


PLACE_TOO_LATE = Text(
    "You stamped the words too late. Queries, keys and values were cut from unstamped cloth, and the stamps came on top. Stamp the "
    "words themselves first; then cut.",
    "戳盖晚了。查询、键、值是从没盖过戳的布上裁的，戳是后来才加上去的。先给词本身盖戳，再裁。",
)
SEES_TOMORROW = Text(
    "Change the last word, and the first row moves: your words read pages that are not written yet. Is a piece of lesson 07 "
    "missing, or was it never called?",
    "换掉最后一个词，第一行竟然跟着动了：你的词在读还没写出来的页。是第 07 课的哪一样没用上，还是写了却没有调用？",
)
LOUD = Text(
    "Weights too steep: the scores were not divided. Every head divides by the root of *its own* number of qualities.",
    "权重太悬殊了：得分没有除过。每个头都要除以**自己**那几个特征的个数的平方根。",
)

KNOWN_MISTAKES = (
    Mistake(
        "no-positions",
        _layer(stamp=lambda X: X),
        Text(
            "The words went in without stamps. They know what they are, but not where: shuffle all words before the last one, and "
            "its row stays the same.",
            "词没有盖戳就进去了。它们知道自己是什么，不知道自己在哪儿：把最后一个词前面的词打乱，它那一行还是老样子。",
        ),
    ),
    Mistake("positions-after-projection", _stamps_after_projection, PLACE_TOO_LATE),
    Mistake("positions-on-queries-and-keys", _stamps_on_queries_and_keys, PLACE_TOO_LATE),
    Mistake(
        "values-without-positions",
        _values_without_stamps,
        Text(
            "The weights are right, but the values were cut from the unstamped words. In this layer the stamp is part of the word: "
            "all three costumes come from the same cloth.",
            "权重是对的，可值是从没盖戳的词上裁的。在这一层里，戳就是词的一部分：三身衣服都从同一块布上裁。",
        ),
    ),
    Mistake(
        "positions-at-the-end",
        _stamps_at_the_end,
        Text(
            "The stamps came on only after all the reading was done: nobody could see where anybody stood. Stamp first.",
            "都读完了才盖戳：读的时候，谁也看不出别人站在哪儿。先盖戳。",
        ),
    ),
    Mistake(
        "positions-twice",
        _layer(stamp=lambda X: _stamped(_stamped(X))),
        Text(
            "Every word carries two stamps, one upon the other. One is enough.",
            "每个词盖了两次戳，叠在一起。一次就够。",
        ),
    ),
    Mistake(
        "positions-from-one",
        _layer(stamp=lambda X: X + sinusoidal_positions(len(X) + 1, X.shape[1])[1:]),
        Text(
            "The first word carries the stamp of place 1. Places are counted from 0.",
            "第一个词盖的是位置 1 的戳。位置要从 0 数起。",
        ),
    ),
    Mistake(
        "positions-multiplied",
        _layer(stamp=lambda X: X * _stamps(X)),
        Text(
            "You multiplied words and stamps. At place 0 half of every stamp is 0, and half of the word is lost. The stamp is added.",
            "你让词和戳相乘了。位置 0 的戳有一半是 0，词也就丢了一半。戳是加上去的。",
        ),
    ),
    Mistake(
        "scaled-embedding",
        _layer(stamp=lambda X: X * np.sqrt(X.shape[1]) + _stamps(X)),
        Text(
            "You multiplied the words by √d_model before stamping them. The original paper does so with its embeddings; here the words "
            "come in as they are.",
            "盖戳之前，你先把词乘上了 √d_model。原论文对它的嵌入确实这么做；在这里，词进来是什么样就是什么样。",
        ),
    ),
    Mistake(
        "rotary-instead",
        _rotary,
        Text(
            "You turned queries and keys by their places. That is the other way to tell them; this layer is to have the stamps, added to "
            "the words.",
            "你按位置转动了查询和键。那是告诉它们位置的另一种办法；这一层要的是戳，加在词上。",
        ),
    ),
    Mistake("not-causal", _layer(mask=lambda n: np.ones((n, n), dtype=bool)), SEES_TOMORROW),
    Mistake(
        "inverted-mask",
        _layer(mask=lambda n: ~causal_mask(n)),
        Text(
            "The mask is turned round: your words read only what comes after them, and the last one finds nothing at all. True = may "
            "look.",
            "掩码反了：你的词只读排在后面的，最后一个词什么也没得读。True 表示可以看。",
        ),
    ),
    Mistake(
        "mask-transposed",
        _layer(mask=lambda n: causal_mask(n).T),
        Text(
            "The mask lies on its other side: your first word sees the whole text, the last one only itself. Row = who asks.",
            "掩码翻了个面：你的第一个词能看全文，最后一个词只看得见自己。行是提问者。",
        ),
    ),
    Mistake(
        "diagonal-hidden",
        _layer(mask=lambda n: np.tril(np.ones((n, n), dtype=bool), -1)),
        Text(
            "Nobody may read themselves, and the first word finds nothing at all. A word sees everything up to *and including* itself.",
            "谁也不许读自己，第一个词就什么也没得读。一个词能看到自己为止，**包括**自己。",
        ),
    ),
    Mistake(
        "scaled-by-sqrt-d-model",
        _layer(divisor=lambda Q: np.sqrt(Q.shape[0] * Q.shape[-1])),
        Text(
            "You divided by √d_model. But a head adds up only its own slice of the qualities: d_head of them, not d_model.",
            "你除以了 √d_model。可一个头只把自己那一片特征加起来：d_head 个，不是 d_model 个。",
        ),
    ),
    Mistake("unscaled", _layer(divisor=lambda Q: 1.0), LOUD),
    Mistake(
        "no-output-projection",
        _no_editor,
        Text(
            "The heads' pages lie side by side, and nobody has edited them: W_o is missing.",
            "各个头的页并排放着，还没有人编辑过：少了 W_o。",
        ),
    ),
    Mistake(
        "reshape-without-transpose",
        _heads_cut_words,
        Text(
            "Your heads have divided up the *words* among themselves, not the qualities: with more than one head, rows get mixed. Your "
            "`multi_head_attention` of lesson 08 cuts rightly.",
            "你的几个头分掉的是**词**，不是特征：头一多，各行就混在了一起。第 08 课的 `multi_head_attention` 是切对了的。",
        ),
    ),
    Mistake(
        "queries-and-keys-swapped",
        _layer(take=lambda parameters: [parameters[name] for name in ("W_k", "W_q", "W_v", "W_o")]),
        Text(
            "W_q and W_k have changed places: the words ask with their labels and are found by their questions.",
            "W_q 和 W_k 换了位置：词拿着标签去提问，却要靠问题被找到。",
        ),
    ),
    Mistake(
        "taken-in-order",
        _layer(take=lambda parameters: parameters.values()),
        Text(
            "You took the matrices in the order in which they happen to lie in the dict. Next time they lie otherwise: ask for each by "
            "its name.",
            "你按矩阵在字典里碰巧的次序来取。换一回，次序就变了：每个都要按名字取。",
        ),
        behaves=_in_the_order_of_the_dict,
    ),
    Mistake(
        "names-for-matrices",
        lambda X, parameters, n_heads: _right(X, dict(zip(parameters, parameters, strict=True)), n_heads),
        Text(
            '`parameters` is a dict: `parameters["W_q"]` is the matrix. There is no `parameters.W_q`, and whoever goes through a dict, '
            "with `*parameters` say, gets its names, not what lies under them.",
            '`parameters` 是字典：`parameters["W_q"]` 才是那个矩阵。没有 `parameters.W_q` 这种写法；直接展开字典（比如 `*parameters`），'
            "得到的是名字，不是名字下面的东西。",
        ),
        behaves=stops_with("'dict' object has no attribute", "dtype('<U"),
    ),
    Mistake(
        "one-head-only",
        _always(1),
        Text(
            "However many heads are asked for, only one reads. Where does n_heads go?",
            "不管要几个头，读的都只有一个。n_heads 用到哪儿去了？",
        ),
    ),
    Mistake(
        "two-heads-always",
        _always(2),
        Text(
            "However many heads are asked for, two of them read: the number from our example stands in your code. Use n_heads.",
            "不管要几个头，读的总是两个：例子里的数被写死在代码里了。请用 n_heads。",
        ),
    ),
    Mistake(
        "adds-the-input",
        _input_kept_beside,
        Text(
            "You added the words to the outputs. A transformer does that as well, but around the layer (lesson 11), not in it.",
            "你把词又加到了输出上。Transformer 确实会这么做，不过是在这一层外面（第 11 课），不在里面。",
        ),
    ),
    Mistake(
        "no-heads",
        _one_librarian,
        Text(
            "This is the attention of lesson 07: one librarian for everything, one table of weights. The layer is to have n_heads of "
            "them, and their tables in a stack: (n_heads, n, n).",
            "这是第 07 课的注意力：一位管理员包办一切，权重只有一张表。这一层要有 n_heads 位管理员，各自的表叠成一叠：(n_heads, n, n)。",
        ),
    ),
    Mistake(
        "averaged-heads",
        _layer(hand_over=lambda outputs, weights: (outputs, weights.mean(axis=0))),
        Text(
            "Only one table of weights came back, for all the heads together. Each head reads in its own way and keeps its own table: "
            "(n_heads, n, n).",
            "权重只交回了一张表，几个头合用。每个头各有各的读法，各留各的表：(n_heads, n, n)。",
        ),
    ),
    Mistake(
        "outputs-only",
        _layer(hand_over=lambda outputs, weights: outputs),
        Text(
            "The outputs are there, the weights are not. Hand over two things: outputs, then weights.",
            "输出有了，权重没有。要交两样东西：先输出，后权重。",
        ),
    ),
    Mistake(
        "swapped-pair",
        _layer(hand_over=lambda outputs, weights: (weights, outputs)),
        Text(
            "Both are there, in the wrong order: outputs first, then weights.",
            "两样都在，只是次序反了：输出在前，权重在后。",
        ),
    ),
    Mistake(
        "input-changed",
        _input_changed,
        Text(
            "You stamped the words that were lent to you: after the call their owner finds them changed (and whole numbers refuse `+=` "
            "altogether). `X + stamps` makes a new table.",
            "你把戳盖在了借来的词上：调用之后，主人发现词变了样（要是整数，`+=` 干脆就报错）。`X + stamps` 会另做一张表。",
        ),
        behaves=only_changes_inputs,
    ),
)
