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

RELIED_ON = ("builtins", "math", "numpy", "numpy.linalg", "numpy.testing", "numpy.testing._private.utils")
NUMBERS = (int, float)


class Relied:
    """What tests rely on, as it is before any cell has run; `restore` puts it back."""

    def __init__(self):
        self._modules = {name: importlib.import_module(name) for name in RELIED_ON}
        self._contents = {name: dict(vars(module)) for name, module in self._modules.items()}
        self._functions = [
            (function, function.__code__, function.__defaults__, function.__kwdefaults__)
            for name in RELIED_ON[2:]
            for found in self._contents[name].values()
            if isinstance(function := getattr(found, "_implementation", found), types.FunctionType)
        ]

    def restore(self, shell) -> None:
        """The modules' contents, the functions' code, no hooks."""
        sys.settrace(None)
        sys.setprofile(None)
        for name, module in self._modules.items():
            sys.modules[name] = module
            vars(module).update(self._contents[name])
        for function, code, defaults, named in self._functions:
            if function.__code__ is not code:
                function.__code__ = code
            function.__defaults__, function.__kwdefaults__ = defaults, named
        with contextlib.suppress(Exception):
            shell.ast_transformers.clear()
            shell.input_transformers_post.clear()


def run_test(shell, tape, source: str) -> BaseException | None:
    """Run one cell in the notebook's names; what went wrong, if anything did. Its warnings go to standard output.

    What is no plain Python (magics, `await`) is run by the shell, as any cell.
    """
    with warnings.catch_warnings():
        warnings.showwarning = _show_warning
        steps = _compiled(source)
        if not steps:
            result = shell.run_cell(source, store_history=False)
            return result.error_in_exec or result.error_before_exec
        try:
            _execute(steps, shell.user_ns, tape)
        except Exception as error:
            tape.error(type(error).__name__, _text(error), _lines(error, steps[0].co_filename))
            return error
    return None


def _compiled(source):
    """Code objects of all statements and, where the last is an expression that is to be shown, of that."""
    name = f"<test cell {len(linecache.cache)}>"
    try:
        tree = ast.parse(source, name)
        shown = tree.body and isinstance(tree.body[-1], ast.Expr) and not source.rstrip().endswith(";")
        last = tree.body.pop() if shown else None
        steps = [compile(tree, name, "exec")]
        if last:
            steps.append(compile(ast.Expression(last.value), name, "eval"))
    except (SyntaxError, ValueError):
        return []
    linecache.cache[name] = (len(source), None, source.splitlines(True), name)
    return steps


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


def _text(error) -> str:
    try:
        return str(error)[:500]
    except Exception:
        return ""
