"""Lesson 11: what a teacher sees when one of its telling mistakes is made."""

from grader.language import Text

TELLING = {
    ("head_attention", "by-sqrt-d-model"): Text(
        "Attention nearly even over the whole sentence: divided by √384 where √32 was meant.",
        "整句话上的注意力几乎平均：该除以一个头的宽度开方，除成了整个词的。",
    ),
    ("previous_token_score", "next-not-previous"): Text(
        "The head that famously looks back gets a score near 0: the other side of the diagonal was read.",
        "那个出了名爱回头看的头，得分竟接近 0：读成了对角线的另一侧。",
    ),
    ("layer_norm", "normalises-wrong-axis"): Text(
        "A word's row changes when another word of the sentence is exchanged: `axis=0`.",
        "换掉句子里别的词，这个词的那一行也跟着变：写的是 `axis=0`。",
    ),
    ("layer_norm", "ddof-one"): Text(
        "Everything off by the same small factor: `ddof=1`, or a function from a statistics library.",
        "处处差同一个小倍数：写了 `ddof=1`，或用了统计库里的函数。",
    ),
    ("feed_forward", "tanh-gelu"): Text(
        "Agrees to three digits and fails: a formula found on the web, with tanh and 0.044715.",
        "前三位都对，却不通过：用的是网上找来的公式，里面有 tanh 和 0.044715。",
    ),
    ("semantic_lookup", "dot-for-cosine"): Text(
        "Long labels win whatever one asks; asking louder changes the weights.",
        "不管问什么，赢的总是标签长的书；问得响一点，权重就变。",
    ),
}
