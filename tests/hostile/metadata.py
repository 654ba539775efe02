"""What the notebook says about itself: tags, points, grade ids, kernels."""

import copy

from .attack import HONEST, Attack, answer, code

SAYS = "print('DID')"


def bent(name, why, bend, **more):
    return Attack(name, why, (SAYS,), bend=bend, **more)


def _test(name, source, **more):
    nbgrader = {"grade_id": f"test_{name}", "grade": True, "solution": False, "locked": True, "points": 5}
    return answer(f"test_{name}", source, metadata={"nbgrader": nbgrader | more.pop("nbgrader", {}), **more})


def _skipped(notebook):
    notebook["cells"].append(_test("softmax", "check('softmax')", tags=["skip-execution", "raises-exception"]))


def _worth(points):
    return lambda notebook: notebook["cells"].append(_test("implied_temperature", "1.0", nbgrader={"points": points}))


def _twins(notebook):
    notebook["cells"] += [
        _test("implied_temperature", "check('implied_temperature')") | {"id": f"t{n}"} for n in range(50)
    ]


def _honest_everywhere(notebook):
    honest = notebook["cells"][-1]
    for name in ("softmax", "effective_books", "softmax_with_temperature"):
        one = copy.deepcopy(honest) | {"id": name}
        one["metadata"]["nbgrader"]["grade_id"] = name
        notebook["cells"].append(one)


def _tests_that_are_solutions(notebook):
    notebook["cells"].append(_test("softmax", "5.0", nbgrader={"solution": True, "locked": False, "points": 5}))


def _strange_types(notebook):
    odd = {"grade_id": ["test_softmax"], "grade": "yes", "points": {"x": 1}, "schema_version": 99, "cell_type": 7}
    notebook["cells"] += [
        code(SAYS, metadata={"nbgrader": odd}),
        code(SAYS, metadata=[1]),
        code(SAYS, metadata={"nbgrader": 3}),
    ]


def _new_exercise(notebook):
    notebook["cells"] += [answer("bonus", "def bonus(): return 1"), _test("bonus", "100.0", nbgrader={"points": 100})]


def _other_kernel(notebook):
    notebook["metadata"] = {
        "kernelspec": {"name": "bash", "argv": ["touch", "pwned"]},
        "language_info": {"name": "bash"},
    }


def _sick_cells(notebook):
    notebook["cells"] += [None, 7, [], {}, {"cell_type": []}, {"cell_type": "code", "source": {"a": 1}}]


def _ids(notebook):
    notebook["cells"] += [
        code(SAYS, id=value) for value in ("../../../x", "implied_temperature", "a" * 10_000, "\u202e", "", 5)
    ]


ATTACKS = (
    bent("skip-execution on a test", "the tag got 12 of 12 points in stock nbgrader", _skipped),
    bent("a thousand points", "points come from the teacher's source", _worth(1000)),
    bent("points that are not a number", "NaN is above every limit", _worth(float("nan"))),
    bent("negative points", "a mark below zero divides", _worth(-3)),
    bent("points of a megabyte", "text where a number belongs", _worth("9" * 10**6)),
    bent("fifty copies of a test", "each could pay once", _twins),
    bent("one answer under every id", "the ids do not say what a function does", _honest_everywhere),
    bent("a test that is a solution", "learner's cells are not overwritten", _tests_that_are_solutions),
    bent("an exercise of one's own", "with 100 points", _new_exercise),
    bent("metadata of strange types", "lists and numbers where dicts belong", _strange_types),
    bent("another kernel", "a kernelspec names a program", _other_kernel),
    bent("cells that are none", "null, numbers, lists", _sick_cells),
    bent("ids that are paths", "or twins, or endless, or empty", _ids),
    Attack(
        "the honest cell locked and empty",
        "a lie about what was written costs only oneself",
        (SAYS,),
        bend=lambda notebook: notebook["cells"][-1].update(source=""),
        score=0.0,
    ),
    Attack(
        "softmax under another's name",
        "an alias is a function too: the honest one, judged as another",
        (SAYS,),
        bend=lambda notebook: notebook["cells"].append(code("softmax = effective_books = implied_temperature")),
        score=HONEST,
    ),
)
