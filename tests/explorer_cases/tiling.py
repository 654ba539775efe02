"""Tiling: every size of tile from nothing read to all, scores low, high and all alike; every word of the cache."""

from itertools import product

from explorer_cases import Case

ROWS = ([0.0] * 10, [-4.0, 0.5, 1.5, -2.0, 3.0, 0.0, 4.0, -1.0, 3.9, 4.0])

CASE = Case(
    name="tiling",
    code="explorer = TilingExplorer()",
    states=[
        *(
            {"view": "online", "scores": scores, "tile": tile, "done": done, "token": 1}
            for scores, tile, done in product(ROWS, (1, 2, 3, 5, 10), (0, 1, 2, 4, 10))
        ),
        *({"view": "cache", "scores": ROWS[1], "tile": 2, "done": 1, "token": token} for token in range(1, 11)),
    ],
    mine='explorer = TilingExplorer(step="online_softmax_step")',
    function="online_softmax_step",
    right="""def online_softmax_step(running_max, running_sum, running_output, scores, values):
    new_max = max(running_max, scores.max())
    rescale, powers = np.exp(running_max - new_max), np.exp(scores - new_max)
    return new_max, rescale * running_sum + powers.sum(), rescale * running_output + powers @ values""",
)
