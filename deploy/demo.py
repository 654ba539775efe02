"""Shows a class on a JupyterHub, on this machine alone, until Ctrl-C: python3 deploy/demo.py [--language zh]

在本机演示 JupyterHub 上的课堂，按 Ctrl-C 结束：python3 deploy/demo.py --language zh
"""

import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

import start  # noqa: E402

NEEDS = HERE / "requirements.lock"
ADDING = start.Text("Adding JupyterHub to .venv", "在 .venv 里加装 JupyterHub")


def main(arguments):
    """Set up what is missing, then become the demonstration. Returns the exit code if that fails."""
    start.language = start.language_asked_for(arguments) or start.language_of_system()
    try:
        if os.name == "nt":
            raise start.Problem(
                "JupyterHub does not run on Windows: use Linux, macOS, or WSL.",
                "JupyterHub 不能在 Windows 上运行：请用 Linux、macOS 或 WSL。",
            )
        start.check_python()
        start.set_up(testing=False, modelling=False)
        if not has_hub():
            tool = start.tools()[0]
            start.perform(start.Step(ADDING, [*tool.install, "--require-hashes", "-r", str(NEEDS)]), "")
    except start.Problem as problem:
        start.say(problem.text, file=sys.stderr)
        return 1
    except OSError as error:
        start.say(start.explain_error(error), file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 1
    own = [str(HERE / "demonstration.py"), "--language", start.language, *arguments]
    os.execve(str(start.PYTHON), [str(start.PYTHON), *own], start.environment())


def has_hub():
    """Whether .venv has a hub and a proxy."""
    ask = "import configurable_http_proxy, jupyterhub"
    return subprocess.call([str(start.PYTHON), "-c", ask], stderr=subprocess.DEVNULL) == 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
