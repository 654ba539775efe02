"""What learners get wrong when they put the heads together."""

import numpy as np

from grader.exercises.causal_mask.masked_softmax import masked_softmax
from grader.exercises.causal_mask.shared import MASK_OR_NONE
from grader.exercises.multi_head.merge_heads import merge_heads
from grader.exercises.multi_head.shared import FLOAT_SIZE, HARD_WIRED, INTERLEAVED, PAGES_MIXED, SEATS_TAKEN
from grader.exercises.multi_head.split_heads import split_heads
from grader.exercises.softmax_weighting.softmax import softmax
from grader.judge import Mistake, Text
from grader.judge.behaviour import failed_calls, only_breaks, stops_with, works_for_one_size


def scores_of(Q, K):
    return Q @ K.swapaxes(-1, -2)


def scaled(Q, K):
    return scores_of(Q, K) / np.sqrt(Q.shape[-1])


def masked(scores, mask):
    return softmax(scores) if mask is None else masked_softmax(scores, mask)


def with_other(split=split_heads, score=scaled, weigh=masked, merge=merge_heads, edit=np.matmul):
    """A wrong `multi_head_attention`: one stage or two are others, the rest is right."""

    def wrong(X, W_q, W_k, W_v, W_o, n_heads, mask=None):
        Q, K, V = (split(X @ W, n_heads) for W in (W_q, W_k, W_v))
        weights = weigh(score(Q, K), mask)
        return edit(merge(weights @ V), W_o), weights

    return wrong


def right(*args):
    return with_other()(*args)


def _counted_off(X, n_heads):
    return X.reshape(n_heads, len(X), X.shape[1] // n_heads)


def _pasted(H):
    return H.reshape(H.shape[1], -1)


def _dealt_out(X, n_heads):
    return np.array([X[:, h::n_heads] for h in range(n_heads)])


def _riffled(H):
    return H.transpose(1, 2, 0).reshape(H.shape[1], -1)


def _same_slice(X, n_heads):
    return np.array([X[:, : X.shape[1] // n_heads]] * n_heads)


def _float_width(X, n_heads):
    return X.reshape(len(X), n_heads, X.shape[1] / n_heads).swapaxes(0, 1)


def _by_sqrt_d_model(Q, K):
    return scores_of(Q, K) / np.sqrt(Q.shape[0] * Q.shape[-1])


def _all_axes_turned(Q, K):
    return Q @ K.T / np.sqrt(Q.shape[-1])


def _open(scores, mask):
    return np.ones(scores.shape, bool) if mask is None else np.broadcast_to(mask, scores.shape)


def _times_mask(scores, mask):
    return softmax(scores * _open(scores, mask))


def _nan_where_nothing_shows(scores, mask):
    return softmax(np.where(_open(scores, mask), scores, -np.inf))


def _even_where_nothing_shows(scores, mask):
    return softmax(np.where(_open(scores, mask), scores, -1e9))


def _needs_a_mask(scores, mask):
    return masked_softmax(scores, ~~mask)


def _asks_the_mask_itself(X, W_q, W_k, W_v, W_o, n_heads, mask=None):
    return right(X, W_q, W_k, W_v, W_o, n_heads, mask if mask else None)


def _per_reader_column(scores, mask):
    shown = _open(scores, mask)
    return np.swapaxes(masked_softmax(np.swapaxes(scores, 1, 2), np.swapaxes(shown, 1, 2)), 1, 2)


def _per_pair(scores, mask):
    shown = _open(scores, mask)
    return np.moveaxis(masked_softmax(np.moveaxis(scores, 0, -1), np.moveaxis(shown, 0, -1)), -1, 0)


def _blocks(W, n_heads):
    """The squares on the diagonal of W, one for each head."""
    width = len(W) // n_heads
    return [W[h * width : (h + 1) * width, h * width : (h + 1) * width] for h in range(n_heads)]


def _slices_the_embedding(X, W_q, W_k, W_v, W_o, n_heads, mask=None):
    H = split_heads(X, n_heads)
    Q, K, V = (H @ np.array(_blocks(W, n_heads)) for W in (W_q, W_k, W_v))
    weights = masked(scaled(Q, K), mask)
    return merge_heads(weights @ V) @ W_o, weights


def _editor_for_each_page(X, W_q, W_k, W_v, W_o, n_heads, mask=None):
    Q, K, V = (split_heads(X @ W, n_heads) for W in (W_q, W_k, W_v))
    weights = masked(scaled(Q, K), mask)
    return merge_heads(weights @ V @ np.array(_blocks(W_o, n_heads))), weights


def _one_big_head(X, W_q, W_k, W_v, W_o, n_heads, mask=None):
    weights = masked(scaled(X @ W_q, X @ W_k), mask)
    return weights @ (X @ W_v) @ W_o, weights


def _one_averaged_budget(X, W_q, W_k, W_v, W_o, n_heads, mask=None):
    weights = right(X, W_q, W_k, W_v, W_o, n_heads, mask)[1]
    return weights.mean(axis=0) @ (X @ W_v) @ W_o, weights


def _on_paper_like_the_words(X, W_q, W_k, W_v, W_o, n_heads, mask=None):
    Q, K, V = (split_heads(X @ W, n_heads) for W in (W_q, W_k, W_v))
    weights, paper = masked(scaled(Q, K), mask), np.zeros_like(X)
    paper[:] = merge_heads(weights @ V)
    return paper @ W_o, weights


def _keys_for_values(X, W_q, W_k, W_v, W_o, n_heads, mask=None):
    return right(X, W_q, W_k, W_k, W_o, n_heads, mask)


def _values_as_they_came(X, W_q, W_k, W_v, W_o, n_heads, mask=None):
    return right(X, W_q, W_k, np.eye(len(W_v)), W_o, n_heads, mask)


def _queries_and_keys_swapped(X, W_q, W_k, W_v, W_o, n_heads, mask=None):
    return right(X, W_k, W_q, W_v, W_o, n_heads, mask)


def _matrices_turned(X, W_q, W_k, W_v, W_o, n_heads, mask=None):
    return right(X, W_q.T, W_k.T, W_v.T, W_o.T, n_heads, mask)


def _averaged_weights(*args):
    outputs, weights = right(*args)
    return outputs, weights.mean(axis=0)


def _scores_for_weights(X, W_q, W_k, W_v, W_o, n_heads, mask=None):
    scores = scaled(split_heads(X @ W_q, n_heads), split_heads(X @ W_k, n_heads))
    return right(X, W_q, W_k, W_v, W_o, n_heads, mask)[0], scores


def _head_by_head(mask_of, join=lambda pages: np.concatenate(pages, axis=-1)):
    """Loop over the heads; `mask_of(mask, h)` is what head h is given; their pages are then joined."""

    def wrong(X, W_q, W_k, W_v, W_o, n_heads, mask=None):
        Q, K, V = (split_heads(X @ W, n_heads) for W in (W_q, W_k, W_v))
        masks = [None if mask is None else mask_of(mask, h) for h in range(n_heads)]
        weights = [masked(scaled(Q[h], K[h]), masks[h]) for h in range(n_heads)]
        return join([weights[h] @ V[h] for h in range(n_heads)]) @ W_o, np.array(weights)

    return wrong


def _has_mask(call):
    return len(call.args) > 6 and call.args[6] is not None


def _breaks_without_mask(calls):
    bare = [call for call in calls if not _has_mask(call)]
    shown = [call for call in calls if _has_mask(call)]
    return only_breaks(calls) and all(call.difference for call in bare) and not all(call.difference for call in shown)


def _stops_at_turned_axes(calls):
    """Does a call stop in a line with `.T`, because the axes do not fit?"""
    stopped = [call.got for call in failed_calls(calls) if call.got.kind == "exception" and call.got.line]
    return any(".T" in reply.line[1] and "matmul" in reply.text for reply in stopped)


EMPTY_ROW = Text(
    "A reader to whom every page is hidden should come back with empty hands: weights of 0, and a page of zeros from this "
    "head. `masked_softmax` of lesson 07 takes care of it.",
    "什么都不许看的读者，应当空手而归：权重全是 0，这个头写给他的页也全是零。第 07 课的 `masked_softmax` 会处理好这件事。",
)
MASK_PER_HEAD = Text(
    "Your loop gives every head the mask in a way that suits only one shape of it. It may be one for all, (n, n), or one for "
    "each head, (n_heads, n, n), or (1, 1, n): let it meet all the heads' scores at once and be broadcast.",
    "你在循环里给每个头发掩码，可这种发法只适合一种形状。掩码可能大家共用 (n, n)，可能每个头一份 (n_heads, n, n)，也可能是 (1, 1, n)："
    "让它一次对上所有头的得分，交给广播就好。",
)

KNOWN_MISTAKES = (
    Mistake("reshape-without-transpose", with_other(split=_counted_off), SEATS_TAKEN),
    Mistake("merge-without-transpose", with_other(merge=_pasted), PAGES_MIXED),
    Mistake(
        "reshapes-both-ways",
        with_other(split=_counted_off, merge=_pasted),
        Text(
            "Split and merge undo each other here, and yet both are wrong: in between, head 0 holds some of the words, not a "
            "slice of every word. Words in different heads never meet. `reshape` alone never moves a number.",
            "你的切和合正好互相抵消，却两头都错了：在中间那一段，头 0 拿着的是一部分词，而不是每个词的一片。分到不同头里的词，永远见不着面。"
            "光靠 `reshape`，一个数也不会挪动。",
        ),
    ),
    Mistake("interleaved", with_other(split=_dealt_out, merge=_riffled), INTERLEAVED),
    Mistake(
        "shared-slices",
        with_other(split=_same_slice),
        Text(
            "All heads read the same slice, the first, and so all say the same. Each head has its own part of Q, K and V.",
            "所有的头读的都是同一片，第一片，说的话自然也一样。Q、K、V 里，每个头各有自己的一片。",
        ),
    ),
    Mistake(
        "unscaled",
        with_other(score=scores_of),
        Text(
            "The scores went into softmax undivided, and it shouts. Each head divides, as in lesson 06; which d is it in here?",
            "得分没除就进了 softmax，嗓门太大了。每个头里都要像第 06 课那样除一下；在这里，该用哪个 d？",
        ),
    ),
    Mistake(
        "by-sqrt-d-model",
        with_other(score=_by_sqrt_d_model),
        Text(
            "You divided by √d_model. But a score inside a head adds up only d_head products: that is the d whose root counts.",
            "你除以了 √d_model。可一个头里的得分，只由 d_head 个乘积相加而成：要开方的是这个 d。",
        ),
    ),
    Mistake(
        "by-d",
        with_other(score=lambda Q, K: scores_of(Q, K) / Q.shape[-1]),
        Text(
            "The scores are divided by d_head as a whole: by it directly, or by its root twice (`masked_attention` divides by "
            "itself). Once by the root is right.",
            "得分一共被除以了整个 d_head：要么直接除了它，要么平方根除了两回（`masked_attention` 自己会除）。只除一回平方根才对。",
        ),
    ),
    Mistake(
        "by-sqrt-keys",
        with_other(score=lambda Q, K: scores_of(Q, K) / np.sqrt(K.shape[1])),
        Text(
            "You divided by the root of the number of words. What makes scores loud is how many products are added up in one: "
            "the width of a head.",
            "你除以了词数的平方根。让得分变响的，是一个得分由多少个乘积相加而成：要看一个头的宽度。",
        ),
    ),
    Mistake(
        "by-sqrt-n-heads",
        with_other(score=lambda Q, K: scores_of(Q, K) / np.sqrt(len(Q))),
        Text(
            "You divided by the root of the number of heads. A librarian's scores do not grow because colleagues sit beside "
            "them; they grow with the width of the slice.",
            "你除以了头数的平方根。旁边多坐几位同事，一位管理员的得分并不会变大；让它变大的是那一片的宽度。",
        ),
    ),
    Mistake(
        "no-output-projection",
        with_other(edit=lambda pages, W_o: pages),
        Text(
            "The pages lie side by side, and nobody has edited them. What is W_o there for?",
            "几页并排放好了，却没有人编辑。W_o 是做什么用的？",
        ),
    ),
    Mistake(
        "editor-from-the-left",
        with_other(edit=lambda pages, W_o: W_o @ pages),
        Text(
            "W_o stands on the wrong side: in `W_o @ pages` its rows meet columns, a mixture of readers. A reader is a row: `pages @ W_o`.",
            "W_o 放错了边：`W_o @ pages` 是拿它的行去碰列，读者就混在了一起。一位读者是一行：`pages @ W_o`。",
        ),
    ),
    Mistake(
        "editor-for-each-page",
        _editor_for_each_page,
        Text(
            "Each page was edited by itself, with a square of W_o of its own. The editor reads all the pages together: merge "
            "first, then multiply by the whole of W_o.",
            "每一页都单独编辑，各用 W_o 的一小块。编辑要把所有的页放在一起读：先合起来，再乘整个 W_o。",
        ),
    ),
    Mistake(
        "residual",
        lambda X, *others: (X + right(X, *others)[0], right(X, *others)[1]),
        Text(
            "You added the words themselves to what was read about them. Transformers do so, one step later, around this "
            "layer; here only the edited pages are asked for.",
            "你把词本身又加回了读到的内容上。Transformer 确实会这样做，不过是在这一层外面、下一步的事；这里只要编辑过的那几页。",
        ),
    ),
    Mistake(
        "slices-the-embedding",
        _slices_the_embedding,
        Text(
            "You cut the words first and the costumes after. Each librarian would then know only a part of every word. Make "
            "Q, K and V from the whole words; cut those.",
            "你先把词切开，再去裁衣服。那样每位管理员只认得每个词的一部分。要先用完整的词裁出 Q、K、V，再切这三样。",
        ),
    ),
    Mistake(
        "one-big-head",
        _one_big_head,
        Text(
            "There is one librarian here, with all the qualities: nothing was split. Each head needs a slice, a budget and a "
            "page of its own.",
            "这里只有一位管理员，看着全部的特征：什么也没有切。每个头都要有自己的一片、自己的预算、自己的一页。",
        ),
    ),
    Mistake(
        "averaged-heads",
        _one_averaged_budget,
        Text(
            "You averaged the heads' weights and then read everything with this one budget. The point of several librarians "
            "is that they need not agree: each reads with its own weights.",
            "你把各个头的权重平均了，再拿这一份预算去读所有的东西。请几位管理员来，为的就是他们不必意见一致：各用各的权重去读。",
        ),
    ),
    Mistake(
        "averaged-weights",
        _averaged_weights,
        Text(
            "The outputs are right, but of the weights only the average came back. Hand them over head by head: "
            "(n_heads, n, n).",
            "输出是对的，可权重只交回了平均值。要一个头一个头地交：(n_heads, n, n)。",
        ),
    ),
    Mistake(
        "keys-for-values",
        _keys_for_values,
        Text(
            "The pages were written from the labels: W_k went where W_v belongs.",
            "几页纸是照着标签写的：该用 W_v 的地方用了 W_k。",
        ),
    ),
    Mistake(
        "values-as-they-came",
        _values_as_they_came,
        Text(
            "The words were read as they came, without their third costume. What does W_v do?",
            "词是原样拿来读的，没换上第三身衣服。W_v 是做什么的？",
        ),
    ),
    Mistake(
        "queries-and-keys-swapped",
        _queries_and_keys_swapped,
        Text(
            "Asking and being asked changed places: W_q makes the questions, W_k the labels, and a row is who asks.",
            "问的和被问的对调了：W_q 做问题，W_k 做标签，一行是一个提问的词。",
        ),
    ),
    Mistake(
        "matrices-turned",
        _matrices_turned,
        Text(
            "Your matrices are turned on their side (`.T`). Some libraries keep them so; here a word is a row, and `X @ W` "
            "does it.",
            "你的矩阵都转置了（`.T`）。有些程序库是那样存的；在这里一个词就是一行，`X @ W` 就行。",
        ),
    ),
    Mistake(
        "wrong-axis",
        with_other(weigh=_per_reader_column),
        Text(
            "In every head your columns sum to 1: the words that are read share out the readers. A row is a budget.",
            "每个头里，你让每一列加起来等于 1：变成被读的词在分读者了。一行才是一份预算。",
        ),
    ),
    Mistake(
        "heads-share-a-budget",
        with_other(weigh=_per_pair),
        Text(
            "Your softmax runs over the heads: for every pair of words the librarians share one budget. Each has a whole one "
            "of their own, for every reader.",
            "你的 softmax 沿着头做：每一对词，几位管理员分一份预算。其实对每位读者，每位管理员都有完整的一份。",
        ),
    ),
    Mistake(
        "mask-ignored",
        with_other(weigh=lambda scores, mask: softmax(scores)),
        Text("The mask went unread: hidden words were read all the same.", "掩码没人理会：藏起来的词照样被读了。"),
    ),
    Mistake(
        "inverted-mask",
        with_other(weigh=lambda scores, mask: masked(scores, None if mask is None else ~mask)),
        Text(
            "You hid what may be seen and showed what is hidden. True means: may look.",
            "能看的被你藏了，该藏的你却亮了出来。True 的意思是：可以看。",
        ),
    ),
    Mistake(
        "mask-after-softmax",
        with_other(weigh=lambda scores, mask: softmax(scores) * _open(scores, mask)),
        Text(
            "The budget had been spent before the mask came, and the hidden words' share is lost: rows no longer sum to 1. "
            "Hide first, then weigh.",
            "掩码来的时候，预算已经花完，藏起来的词那一份就白白丢了：一行加起来不再是 1。先藏，再加权。",
        ),
    ),
    Mistake(
        "zeros-for-minus-infinity",
        with_other(weigh=_times_mask),
        Text(
            "Hidden words got the score 0. But 0 is a score like any other, and e⁰ = 1 buys a share of the budget.",
            "藏起来的词得了 0 分。可 0 也是一个得分，e⁰ = 1，照样分走一份预算。",
        ),
    ),
    Mistake("nan-on-empty-row", with_other(weigh=_nan_where_nothing_shows), EMPTY_ROW),
    Mistake("even-on-empty-row", with_other(weigh=_even_where_nothing_shows), EMPTY_ROW),
    Mistake("asks-every-place", _asks_the_mask_itself, MASK_OR_NONE, behaves=stops_with("truth value of an array")),
    Mistake(
        "none-mask-crash",
        with_other(weigh=_needs_a_mask),
        Text(
            "It works with a mask and breaks without one. `mask=None` says: everybody may look everywhere.",
            "有掩码时能用，没有掩码就垮了。`mask=None` 的意思是：谁都可以看任何地方。",
        ),
        behaves=_breaks_without_mask,
    ),
    Mistake("mask-whole-for-each-head", _head_by_head(lambda mask, h: mask), MASK_PER_HEAD),
    Mistake("mask-whole-hstacked", _head_by_head(lambda mask, h: mask, join=np.hstack), MASK_PER_HEAD),
    Mistake("mask-row-for-each-head", _head_by_head(lambda mask, h: mask[h]), MASK_PER_HEAD),
    Mistake(
        "scores-for-weights",
        _scores_for_weights,
        Text(
            "The outputs are right, but the second thing you hand over is the scores. Score is before softmax, weight after "
            "it.",
            "输出是对的，可你交出的第二样是得分。softmax 之前叫得分，之后才叫权重。",
        ),
    ),
    Mistake(
        "outputs-only",
        lambda *args: right(*args)[0],
        Text(
            "The outputs are there, but nobody can see who looked where. Hand over two things: outputs, then weights.",
            "输出有了，却看不出谁看了谁。要交两样东西：先输出，后权重。",
        ),
    ),
    Mistake(
        "swapped-pair",
        lambda *args: right(*args)[::-1],
        Text(
            "Both are there, in the wrong order: the outputs come first, then the weights.",
            "两样都在，只是次序反了：输出在前，权重在后。",
        ),
    ),
    Mistake(
        "transposes-all-axes",
        with_other(score=_all_axes_turned),
        Text(
            "`.T` turns all the axes of an array round, the heads' axis too. With heads in front only the last two may change "
            "places; `swapaxes(-1, -2)` does that.",
            "`.T` 会把一个数组的轴整个颠倒，头的轴也不例外。前面有了头，就只能让最后两个轴换位置：`swapaxes(-1, -2)`。",
        ),
        behaves=_stops_at_turned_axes,
    ),
    Mistake(
        "integer-buffer",
        _on_paper_like_the_words,
        Text(
            "The paper you collect the pages on was made after the words (with `zeros_like`, say). Words of whole numbers give "
            "paper for whole numbers, and the fractions are lost. Use paper for floats.",
            "你用来收集各页的那张纸，是照着词做的（比如用 `zeros_like`）。词是整数，纸就只写得下整数，小数部分都丢了。请换一张能写小数的纸。",
        ),
    ),
    Mistake(
        "lists-for-arrays",
        with_other(split=lambda X, n_heads: split_heads(X, n_heads).tolist(), score=lambda Q, K: Q.shape),
        Text(
            "The heads came as a list, and a list has no `.shape`. Make an array of it (`np.array`) before you give it to a "
            "function that does sums with it.",
            "各个头装在列表里，而列表没有 `.shape`。先用 `np.array` 变成数组，再交给要拿它做运算的函数。",
        ),
        behaves=stops_with("'list' object has no attribute"),
    ),
    Mistake(
        "float-width",
        with_other(split=_float_width),
        FLOAT_SIZE,
        behaves=stops_with("'float' object cannot be interpreted", "slice indices must be integers"),
    ),
    Mistake(
        "hard-wired",
        lambda X, W_q, W_k, W_v, W_o, n_heads, mask=None: right(X, W_q, W_k, W_v, W_o, 2, mask),
        HARD_WIRED,
        behaves=works_for_one_size(lambda X, W_q, W_k, W_v, W_o, n_heads, mask=None: (*X.shape, n_heads)),
    ),
)
