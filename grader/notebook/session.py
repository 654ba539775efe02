"""The start of a notebook: the language, the lesson, friendly errors."""

import contextlib
import linecache
import re
import textwrap

from grader.language import SaidPlainly, Text, say, speak, spoken

_lesson = ""
_stale: set[str] = set()  # functions whose newest cell did not parse: the notebook still holds an older one

NOT_WRITTEN = Text(
    "A function used here is still waiting for you (the one with `raise NotImplementedError()`). Write it above, then run this cell again.",
    "这里用到的函数还没写（就是带 `raise NotImplementedError()` 的那个）。先在上面写好它，再运行这个单元格。",
)
NO_SUCH_NAME = Text(
    "There is no `{name}` yet: the cell above that makes it has not been run, or did not finish. Run the cells above first; if the name is misspelt, mend it.",
    "还没有 `{name}`：上面产生它的单元格没有运行，或者没有跑完。请先运行上面的单元格；如果是名字写错了，就改过来。",
)


def start(lesson: str, language: str) -> None:
    """Begin a notebook: say which lesson it is and which language ("en" or "zh") it speaks."""
    global _lesson
    speak(language)
    _lesson = lesson
    with contextlib.suppress(ImportError, NameError):
        from IPython import get_ipython

        if shell := get_ipython():
            shell.set_custom_exc((NotImplementedError, NameError, SaidPlainly), _one_sentence)
            with contextlib.suppress(ValueError):
                shell.events.unregister("post_run_cell", _watch_syntax)
            shell.events.register("post_run_cell", _watch_syntax)


def is_stale(name: str) -> bool:
    """Whether the cell that defines `name` was run last with a syntax error in it."""
    return name in _stale


def _watch_syntax(result):
    defined = set(re.findall(r"^def (\w+)", getattr(result.info, "raw_cell", "") or "", re.M))
    if isinstance(result.error_before_exec, SyntaxError):
        _stale.update(defined)
    else:
        _stale.difference_update(defined)


def lesson() -> str:
    """The lesson that `start` named last; "" before that."""
    return _lesson


def _one_sentence(shell, kind, error, trace, tb_offset=None):
    """Instead of a wall of traceback: what a beginner needs to know when the notebook is not written yet."""
    if issubclass(kind, SaidPlainly):
        lines = _wrapped(str(error))
    elif kind is NotImplementedError and _line(trace)[1].startswith("raise NotImplementedError"):
        lines = _wrapped(say(NOT_WRITTEN))
    elif not issubclass(kind, NameError) or issubclass(kind, UnboundLocalError) or not getattr(error, "name", None):
        shell.showtraceback((kind, error, trace), tb_offset=tb_offset)
        return None
    else:
        lines = [*_wrapped(say(NO_SUCH_NAME).format(name=error.name)), _where(trace)]
    shell._showtraceback(kind, error, lines)
    return lines


def _wrapped(sentence):
    """Error output is preformatted: a long line would break in the middle of a word."""
    return textwrap.wrap(sentence, 88) if spoken() == "en" else [sentence]


def _where(trace):
    return "----> {} {}".format(*_line(trace))


def _line(trace):
    """Number and text of the line that raised."""
    while trace.tb_next:
        trace = trace.tb_next
    return trace.tb_lineno, linecache.getline(trace.tb_frame.f_code.co_filename, trace.tb_lineno).strip()


def check_setup() -> None:
    """Show what the course needs on this machine, what is there, and what to install."""
    from grader.notebook import pages, setup

    pages.show_setup(setup.findings())
