"""Pictures of attention, moving and still; each part is imported only when it is used."""

from importlib import import_module

_HOME = {
    "ShelfExplorer": "shelf",
    "QueryExplorer": "query",
    "HeadsExplorer": "heads",
    "PositionsExplorer": "positions",
    "SpreadExplorer": "spread",
    "MaskExplorer": "mask",
    "BudgetExplorer": "budget",
    "SentenceExplorer": "sentence_explorer",
    "BlendExplorer": "blend_explorer",
    "TrainingExplorer": "training",
    "TilingExplorer": "tiling",
    "RealHeadsExplorer": "real_heads",
    "SemanticExplorer": "semantic",
    "bars": "plots",
    "heatmap": "plots",
    "arrows": "plots",
    "blend": "plots",
    "curve": "plots",
    "export_html": "export",
    "library": "examples",
    "sentence": "examples",
    "cat_on_the_mat": "examples",
}

__all__ = list(_HOME)


def __getattr__(name):
    """Import a public name from its module at first use (PEP 562)."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f".{_HOME[name]}", __name__), name)
    globals()[name] = value
    return value


def __dir__():
    return sorted({*globals(), *__all__})
