"""A teacher's own test cell, run in the learner's process: by Python itself, past what may be hooked into the shell.

What happens in a process that somebody else's code has been in can be forged by that code. Here only the cheap tricks
end: patched functions of the libraries that tests use, transformed syntax trees, the shell's and the interpreter's
hooks. The teacher's guide, docs/your-own-exercises.md, says which remain.
"""

import ast
import contextlib
import importlib
import linecache
import sys
import traceback
import types
import warnings
from dataclasses import dataclass

from .tape import text_of

RELIED_ON = ("builtins", "math", "numpy", "numpy.linalg", "numpy.testing")
NUMBERS = (int, float)


class Relied:
    """What tests rely on, as it is before any cell has run: builtins, math, all of NumPy; `restore` puts it back."""

    def __init__(self):
        self._modules = {name: importlib.import_module(name) for name in RELIED_ON}
        self._modules |= {name: module for name, module in sys.modules.items() if name.startswith("numpy.")}
        self._contents = {name: dict(vars(module)) for name, module in self._modules.items()}
        functions = {
            id(function): function
            for name in self._modules.keys() - {"builtins", "math"}
            for found in self._contents[name].values()
            if isinstance(function := getattr(found, "_implementation", found), types.FunctionType)
        }
        self._functions = [
            (function, function.__code__, function.__defaults__, function.__kwdefaults__)
            for function in functions.values()
        ]

    def restore(self, shell) -> None:
        """The modules' contents and no more than these, the functions' code, no hooks."""
        sys.settrace(None)
        sys.setprofile(None)
        for name, module in self._modules.items():
            sys.modules[name] = module
            vars(module).update(self._contents[name])
            if name != "builtins":  # what is added there hides nothing
                _remove_added(vars(module), self._contents[name])
        shell.user_ns["__builtins__"] = self._modules["builtins"]
        for function, code, defaults, named in self._functions:
            if function.__code__ is not code:
                function.__code__ = code
            function.__defaults__, function.__kwdefaults__ = defaults, named
        with contextlib.suppress(Exception):
            shell.ast_transformers.clear()
            shell.input_transformers_post.clear()


def _remove_added(names, known):
    """Take away what was put beside `known`, which may hide a builtin; modules that were imported since may stay."""
    for name in names.keys() - known.keys():
        if type(names[name]) is not types.ModuleType:
            del names[name]


@dataclass(frozen=True)
class TestCode:
    """A test cell ready to run: its code objects, none where it is no plain Python (magics, `await`)."""

    source: str
    name: str
    steps: tuple


def run_test(shell, tape, test: TestCode) -> BaseException | None:
    """Run one cell in the notebook's names; what went wrong, if anything did. Its warnings go to standard output.

    What is no plain Python is run by the shell, as any cell.
    """
    with warnings.catch_warnings():
        warnings.showwarning = _show_warning
        if not test.steps:
            result = shell.run_cell(test.source, store_history=False)
            return result.error_in_exec or result.error_before_exec
        linecache.cache[test.name] = (len(test.source), None, test.source.splitlines(True), test.name)
        try:
            _execute(test.steps, shell.user_ns, tape)
        except Exception as error:
            tape.error(type(error).__name__, text_of(error), _lines(error, test.name))
            return error
    return None


def compiled(source: str, number: int) -> TestCode:
    """The code of all statements and, where the last is an expression that is to be shown, of that.

    To be called before any cell of the learner's has run: what compiles can be patched too.
    """
    name = f"<test cell {number}>"
    try:
        tree = ast.parse(source, name)
        shown = tree.body and isinstance(tree.body[-1], ast.Expr) and not source.rstrip().endswith(";")
        last = tree.body.pop() if shown else None
        steps = [compile(tree, name, "exec")]
        if last:
            steps.append(compile(ast.Expression(last.value), name, "eval"))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        steps = []
    return TestCode(source, name, tuple(steps))


def _execute(steps, names, tape):
    exec(steps[0], names)
    if len(steps) > 1 and (value := eval(steps[1], names)) is not None:
        number = not isinstance(value, bool) and (isinstance(value, NUMBERS) or hasattr(value, "__float__"))
        tape.show("execute_result", {"text/plain": repr(_number(value)) if number else _shown(value)})


def _number(value):
    """NumPy's numbers as Python's: those of NumPy 2 print as no number."""
    try:
        return float(value)
    except (TypeError, ValueError):
        return value


def _shown(value) -> str:
    return repr(value)[:1000]


def _show_warning(message, category, filename, lineno, file=None, line=None):
    sys.stdout.write(f"{category.__name__}: {message}\n")


def _lines(error, name) -> list[str]:
    """The traceback from the test cell on."""
    found = error.__traceback__
    while found.tb_next and found.tb_frame.f_code.co_filename != name:
        found = found.tb_next
    return [line for part in traceback.format_exception(type(error), error, found) for line in part.splitlines()]
