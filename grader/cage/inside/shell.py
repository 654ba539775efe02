"""IPython as a notebook's kernel runs it, with nobody at the keyboard and nothing to draw on."""

import builtins
import contextlib
import getpass
import io
import re
import site
import sys

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from .tape import Stream, Tape, text_of

NO_COMMANDS = (
    "Commands of the operating system are not run while grading. Write it in Python instead.\n"
    "评分时不运行操作系统命令。请改用 Python 来写。\n"
)
EMPTY_ANSWERS = 20
SHELLS = ("bash", "sh", "script", "system", "sx", "perl", "ruby", "cmd")
INSTALLERS = ("pip", "conda", "mamba", "micromamba", "uv")
REPEATS = re.compile(r"(^|\s)-[nr]\s*\d+")

CONFIG = Config(
    {
        "InteractiveShell": {"colors": "nocolor", "xmode": "Plain", "display_page": True, "cache_size": 200},
        "HistoryManager": {"enabled": False},
    }
)


class LessonShell(InteractiveShell):
    """Runs cells; what they show goes on `tape`."""

    tape: Tape = Tape(0, 0)

    @classmethod
    def begin(cls) -> "LessonShell":
        """The one shell of this process."""
        if cls.initialized():
            return cls.instance()
        site.sethelper()  # help(); the cage starts Python without the rest of `site`
        shell = cls.instance(config=CONFIG)
        shell.display_formatter.active_types = ["text/plain"]
        for name in (*SHELLS, *INSTALLERS):
            shell.register_magic_function(_refuse, "line_cell", name)
        shell.register_magic_function(_Once(shell), "line_cell", "timeit")
        _offer_inline_settings(shell)
        return shell

    def record(self, tape: Tape, kinds) -> None:
        """Let this tape take what is shown from now on, of the MIME types `kinds`."""
        self.tape = tape
        self.display_formatter.active_types = list(kinds)
        sys.stdout, sys.stderr = Stream(tape, "stdout", 1), Stream(tape, "stderr", 2)
        sys.stdin = io.StringIO()
        builtins.input = getpass.getpass = _Nobody()
        sys.breakpointhook = lambda *_, **__: None

    def init_displayhook(self):
        self.displayhook_class, self.display_pub_class = _Hook, _Publisher
        super().init_displayhook()

    def init_display_pub(self):
        self.display_pub_class = _Publisher
        super().init_display_pub()

    def enable_gui(self, gui=None):
        """No windows here."""

    def enable_matplotlib(self, gui=None):
        """Whatever is asked for ("inline", "widget", "qt"), figures are only kept in memory."""
        return None, "agg"

    def system(self, cmd):
        """`!command`"""
        sys.stderr.write(NO_COMMANDS)

    system_piped = system_raw = system

    def getoutput(self, cmd, split=True, depth=0):
        """`names = !command`"""
        sys.stderr.write(NO_COMMANDS)
        return [] if split else ""

    def ask_yes_no(self, prompt, default=None, interrupt=None):
        return bool(default)

    def ask_exit(self):
        """`exit` in a notebook's cell: the rest is graded all the same."""

    def _showtraceback(self, etype, evalue, stb):
        self.tape.error(etype.__name__, text_of(evalue), list(map(str, stb)))

    def _format_exception_for_storage(self, exception, *_, **__):
        return {}  # IPython keeps tracebacks for its history; nobody reads it here

    def _tee(self, channel):
        return contextlib.nullcontext()  # nor a second copy of all that is printed


class _Hook(DisplayHook):
    """The value of a cell's last line."""

    def write_output_prompt(self):
        pass

    def write_format_data(self, format_dict, md_dict=None):
        self.shell.tape.show("execute_result", format_dict)

    def finish_displayhook(self):
        self._is_active = False


class _Publisher(DisplayPublisher):
    """`display(…)`"""

    def publish(self, data, metadata=None, source=None, *, transient=None, update=False, **_):
        self.shell.tape.show("display_data", data, (transient or {}).get("display_id"), update)

    def clear_output(self, wait=False):
        self.shell.tape.clear(wait)


class _Nobody:
    """Stands for `input`: an empty answer at once, and `EOFError` after many of them: some ask until they get one."""

    def __init__(self):
        self._left = EMPTY_ANSWERS

    def __call__(self, prompt="", *_, **__):
        if prompt:
            sys.stdout.write(f"{prompt}\n")
        self._left -= 1
        if self._left < 0:
            raise EOFError("nobody answers input() while grading")
        return ""


class _Once:
    """Stands for `%timeit`: the statement runs once, not for seconds."""

    def __init__(self, shell):
        self._timeit = shell.find_line_magic("timeit")
        self.__doc__ = self._timeit.__doc__

    def __call__(self, line, cell=None):
        options = f"-n1 -r1 {REPEATS.sub(' ', line)}"
        return self._timeit(options, cell) if cell is not None else self._timeit(options)


def _refuse(line, cell=None):
    """Not while grading."""
    sys.stderr.write(NO_COMMANDS)


def _offer_inline_settings(shell):
    """`%config InlineBackend.figure_format = "retina"` stands at the top of many a notebook."""
    with contextlib.suppress(ImportError):
        from matplotlib_inline.config import InlineBackend

        settings = InlineBackend.instance(parent=shell)
        settings.shell = shell
        shell.configurables.append(settings)
