"""A training that is made up: weights go from noise to a dictionary, the last state has lost its numbers."""

from explorer_cases import Case

MAKE = """words = "猫 茶 鸟 星星 火车 地图 音乐 艺术 历史 诗歌 童话 电影 海洋 城市 数学 医学".split()
labels = "cats tea birds stars trains maps music art history poetry tales film oceans cities maths medicine".split()
noise, found = np.random.default_rng(0).normal(0, 1.3, (16, 16)), 6 * np.eye(16)
learnt = lambda k: np.clip(k / 12 - np.linspace(0, 0.7, 16)[:, None], 0, 1)
powers = [np.exp((1 - learnt(k)) * noise + learnt(k) * found) for k in range(25)]
history = [
    {
        "step": 10 * k,
        "loss": 0.04 + 2.1 * float(np.exp(-k / 4)),
        "accuracy": 1 - 0.87 * float(np.exp(-k / 4)),
        "dictionary": power / power.sum(1, keepdims=True),
    }
    for k, power in enumerate(powers)
]
history.append({"step": 250, "loss": np.nan, "accuracy": 0.125, "dictionary": np.full((16, 16), np.nan)})
"""

CASE = Case(
    name="training",
    code=f"{MAKE}explorer = TrainingExplorer(history, words, labels, at=4)",
    states=[{"at": at, "playing": at == 3} for at in range(26)],
)
