"""Print attack × level × verdict: `python tests/hostile/table.py [part of a name …]`."""

import contextlib
import sys
import time
import traceback
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from rich.console import Console
from rich.table import Table

from grader.cage import LEVELS
from grader.cage.probing import finding
from hostile import FAMILIES
from hostile.attack import Attack
from hostile.running import cage_at, run


def main() -> int:
    words, levels = sys.argv[1:], LEVELS
    levels = tuple(word for word in words if word in LEVELS) or LEVELS
    words = [word for word in words if word not in LEVELS]
    table = Table("family", "attack", *levels, title="attack × level: points, seconds, GOT what it came for")
    faults = []
    stack = contextlib.ExitStack()
    cages = {level: stack.enter_context(cage_at(level)) for level in levels if finding(level).works}
    started = time.monotonic()
    for family in FAMILIES:
        for attack in family.ATTACKS:
            if words and not any(word in attack.name or word in family.__name__ for word in words):
                continue
            cells = [_cell(attack, level, cages, faults) for level in levels]
            table.add_row(family.__name__.split(".")[-1], attack.name, *cells)
            print(f"{family.__name__:20} {attack.name:50}", *cells, file=sys.stderr, flush=True)
    stack.close()
    console = Console(width=150)
    console.print(table)
    for attack, level, fault in faults:
        console.print(f"[red]{level}[/] {attack}: {fault}", markup=True, highlight=False)
    console.print(f"{table.row_count} attacks, {len(faults)} faults, {time.monotonic() - started:.0f} s")
    return bool(faults)


def _cell(attack: Attack, level: str, cages: dict, faults: list) -> str:
    if level not in cages:
        return "no such level here"
    if level == "none" and attack.unsafe_at_none:
        return "not run"
    try:
        ran = run(attack, cages[level])
    except Exception as error:
        traceback.print_exc()
        faults.append((attack.name, level, f"the grader raised {type(error).__name__}: {error}"[:300]))
        return "RAISED"
    faults += [(attack.name, level, fault) for fault in ran.faults]
    words = [f"{ran.score:g}", f"{ran.seconds:.1f}s", *["GOT"] * ran.got, *["FAULT"] * bool(ran.faults)]
    return " ".join(words)


if __name__ == "__main__":
    raise SystemExit(main())
