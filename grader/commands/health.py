"""What grading needs on this machine, and whether it is there."""

import shutil
import sys
from pathlib import Path

import explorers
from grader.cage import probe
from grader.cage.sentences import LEVELS
from grader.commands.seeds_health import secret_findings
from grader.language import Text, say
from grader.notebook.setup import Finding
from grader.notebook.setup import findings as learners_findings

ON_PATH = ("nbgrader", "alembic", "jupyter")
NOT_ON_PATH = Text(
    "{name} is not on PATH, where nbgrader looks for it. Activate the course's environment, or put {folder} on PATH.",
    "PATH 里没有 {name}，而 nbgrader 要按名字启动它。请激活课程的环境，或把 {folder} 加进 PATH。",
)
NO_FONT = Text(
    "The course's font {name} is missing, so pictures cannot show Chinese. Get the course again.",
    "缺少课程字体 {name}，图里的中文显示不出来。请重新下载课程。",
)
LEVEL = Text("isolation: {level} ({means})", "隔离级别：{level}（{means}）")
CHOSEN = Text("{works} It is the one in use.", "{works}目前用的就是它。")


def findings() -> list[Finding]:
    """Isolation level by level, the course's secret, programs that nbgrader starts, the font, what learners need."""
    return [*_levels(), *secret_findings(Path.cwd()), *map(_program, ON_PATH), _font(), *learners_findings()]


def _levels():
    """One finding a level; the last resort, `none`, is fine only in that it exists."""
    found = probe()
    best = next(one for one in found if one.works)
    for one in found:
        what = LEVEL.format(level=one.level, means=LEVELS[one.level])
        works = CHOSEN.format(works=one.sentence) if one is best else one.sentence
        yield Finding(what, f"{say(works)} {say(one.caveat)}" if one.works else "", one.works, one.sentence)


def _program(name):
    found = shutil.which(name)
    remedy = NOT_ON_PATH.format(name=name, folder=Path(sys.executable).parent)
    return Finding(Text(name, name), found or "", bool(found), remedy)


def _font():
    fonts = sorted((Path(explorers.__file__).parent / "fonts").glob("*.otf"))
    name = fonts[0].name if fonts else "AttentionSansSC"
    return Finding(Text("font", "字体"), name if fonts else "", bool(fonts), NO_FONT.format(name=name))
