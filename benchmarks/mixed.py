"""A class's submissions of lesson 03, made from the solutions and the declared mistakes; the same each time."""

import ast
import inspect
import json
import random
import sys
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))  # or `explorers` would be the benchmark of that name

from grader.exercises import by_lesson  # noqa: E402

LESSON = "03-softmax-weighting"
RIGHT = "right_"


def mixed(count: int) -> list[bytes]:
    """Six in ten right (in both languages), three wrong in the ways that are declared, one odd. The same each time."""
    chance = random.Random(0)
    solved = {language: _notebook("solutions", language) for language in ("en", "zh")}
    kinds = {"right": 60, "wrong": 30, "odd": 10}
    made = []
    for _ in range(count):
        notebook = json.loads(solved[chance.choice(["en", "en", "zh"])])
        kind = chance.choices(list(kinds), list(kinds.values()))[0]
        content = {"right": _with_notes, "wrong": _with_mistakes, "odd": _odd}[kind](notebook, chance)
        made.append(content if isinstance(content, bytes) else json.dumps(content).encode())
    return made


def _notebook(folder, language):
    return (ROOT / folder / language / LESSON / f"{LESSON}.ipynb").read_text(encoding="utf-8")


def _cell(notebook, name):
    return next(cell for cell in notebook["cells"] if cell.get("id") == name)


def _code(source):
    return {"cell_type": "code", "metadata": {}, "source": source, "outputs": [], "execution_count": None}


def _with_notes(notebook, chance):
    """What a learner adds by the way: a try, a number of their own."""
    notebook["cells"].append(_code(f"mine = np.arange({chance.randrange(3, 99)}.0)\nsoftmax(mine)"))
    return notebook


def _with_mistakes(notebook, chance):
    for name in chance.sample(list(_wrong_answers()), chance.randrange(1, 3)):
        _cell(notebook, name)["source"] = chance.choice(_wrong_answers()[name])
    return _with_notes(notebook, chance)


@cache
def _wrong_answers() -> dict[str, list[str]]:
    """Exercise → cells that answer it wrongly, one for each declared mistake, cut out of the declarations' source."""
    exercises = by_lesson()[LESSON]
    files = {name: Path(inspect.getfile(exercise.reference)) for name, exercise in exercises.items()}
    folder = next(iter(files.values())).parent
    trees = {path: _Renamed(exercises).visit(ast.parse(path.read_text("utf-8"))) for path in folder.glob("*.py")}
    everywhere = {name: node for tree in trees.values() for node in tree.body for name in _names_given(node)}
    found: dict[str, list[str]] = {}
    for name, file in files.items():
        for path in {file, file.with_stem(f"{file.stem}_mistakes")} & trees.keys():
            parts = everywhere | {given: node for node in trees[path].body for given in _names_given(node)}
            wrong = [call.args[1] for call in ast.walk(trees[path]) if _is_call_of("Mistake", call)]
            found.setdefault(name, []).extend(f"{_needed(one, parts)}\n{name} = {ast.unparse(one)}" for one in wrong)
    return {name: sorted(cells) for name, cells in found.items() if cells}


def _is_call_of(name, node):
    return isinstance(node, ast.Call) and getattr(node.func, "id", "") == name


class _Renamed(ast.NodeTransformer):
    """Calls the right functions by other names: in a learner's notebook their names are the learner's."""

    def __init__(self, names):
        self._names = names

    def visit_Name(self, node):
        node.id = f"{RIGHT}{node.id}" if node.id in self._names else node.id
        return node

    def visit_FunctionDef(self, node):
        node.name = f"{RIGHT}{node.name}" if node.name in self._names else node.name
        return self.generic_visit(node)


def _names_given(node):
    if isinstance(node, ast.FunctionDef):
        yield node.name
    elif isinstance(node, ast.Assign):
        yield from (target.id for target in node.targets if isinstance(target, ast.Name))


def _needed(node, parts) -> str:
    """The module's functions and constants that a piece of it needs, in the module's order."""
    names, fresh = set(), {node}
    while fresh:
        mentioned = {part.id for one in fresh for part in ast.walk(one) if isinstance(part, ast.Name)}
        new = {name for name in mentioned if name in parts and name not in names}
        names |= new
        fresh = {parts[name] for name in new}
    return "\n\n".join(ast.unparse(part) for name, part in parts.items() if name in names)


def _odd(notebook, chance):
    bend = chance.choice([_untouched, _copied, _damaged, _without_tests, _printing, _failing])
    return bend(notebook)


def _untouched(notebook):
    return json.loads(_notebook("notebooks", "en"))


def _copied(notebook):
    at = notebook["cells"].index(_cell(notebook, "softmax"))
    notebook["cells"].insert(at + 1, {**_cell(notebook, "softmax"), "id": "again"})
    return notebook


def _damaged(notebook):
    return json.dumps(notebook).encode()[:9000]


def _without_tests(notebook):
    notebook["cells"] = [cell for cell in notebook["cells"] if not cell["id"].startswith("test_")]
    return notebook


def _printing(notebook):
    notebook["cells"].append(_code("for n in range(3000):\n    print(n, softmax(np.array([1.0, n])))"))
    return notebook


def _failing(notebook):
    notebook["cells"].append(_code("softmax(no_such_thing)"))
    return notebook
