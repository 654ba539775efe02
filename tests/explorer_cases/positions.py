"""Positions: the clocks' ends and middle, every kind of stamp and swap, near and far words."""

from itertools import product

from explorer_cases import Case

START = {"view": "clocks", "position": 0, "stamp": "none", "first": 1, "second": 4}
START |= {"query_at": 2, "key_at": 5, "together": False}
STAMPS = ("none", "sinusoidal", "rotary")

CASE = Case(
    name="positions",
    code="explorer = PositionsExplorer()",
    states=[
        *({**START, "position": p} for p in (0, 1, 7, 50, 100)),
        *(
            {**START, "view": "swap", "stamp": stamp, "first": one, "second": other}
            for stamp, one, other in product(STAMPS, range(5), (0, 2, 4))
        ),
        *(
            {**START, "view": "rotary", "query_at": m, "key_at": n, "together": m > n}
            for m, n in product((0, 2, 17, 30), (0, 5, 30))
        ),
    ],
    mine="""explorer = PositionsExplorer(
    cat_on_the_mat(), encode="sinusoidal_positions", view="swap", stamp="sinusoidal")""",
    function="sinusoidal_positions",
    right="""def sinusoidal_positions(n, d):
    angles = np.arange(n)[:, None] / 10000 ** (np.arange(0, d, 2) / d)
    P = np.zeros((n, d))
    P[:, 0::2], P[:, 1::2] = np.sin(angles), np.cos(angles)
    return P""",
)
