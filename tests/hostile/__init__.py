"""The hostile corpus: attacks on the grader, each a small declaration (`attack.Attack`), by family."""

from . import (
    asking,
    exhausting,
    files,
    folders,
    forging,
    kernel,
    killing,
    lingering,
    metadata,
    patching,
    peeking,
    reaching,
    reading,
    results,
    writing,
)

FAMILIES = (
    *(reading, writing, forging, patching, results, asking, metadata, peeking, exhausting, killing, reaching, kernel),
    *(lingering, files, folders),
)
ATTACKS = {attack.name: attack for family in FAMILIES for attack in family.ATTACKS}
