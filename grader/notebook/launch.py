"""Open the course in JupyterLab: `python -m grader.notebook.launch --language zh --port 8888`."""

import argparse
import errno
import os
import secrets
import signal
import socket
import sys
from pathlib import Path

from grader.language import LANGUAGES, Text, say, speak
from grader.notebook.workspace import ROOT, WELCOME, WorkspaceError, copy_lessons

SETTINGS = Path(__file__).parent / "settings"  # JupyterLab's, in overrides.json: no question about news
PROMPT = {"ServerApp.kernel_websocket_connection_class": "grader.notebook.promptly.PromptConnection"}

PORT_TAKEN = Text(
    "Port {port} is taken by another program (perhaps the course is open already): "
    "close that one, or choose another port with `--port`, or leave `--port` out and a free one is found.",
    "端口 {port} 已被别的程序占用（也许课程已经开着）：请关掉它，或用 `--port` 换一个，"
    "或不写 `--port`，让课程自己找一个空闲的。",
)
PORT_REFUSED = Text(
    "Port {port} cannot be used: choose one from 1024 to 65535, for example `--port 8899`.",
    "端口 {port} 用不了：请选 1024 到 65535 之间的端口，例如 `--port 8899`。",
)
NO_JUPYTER_FOLDER = Text(
    "JupyterLab cannot start ({reason}): allow writing there, or make room on the disk, and try again.",
    "JupyterLab 启动不了（{reason}）：请放开那里的写入权限，或腾出磁盘空间，然后再试一次。",
)
STARTING = Text("Starting JupyterLab …", "正在启动 JupyterLab …")
OPENING = Text("Your browser opens the course at", "浏览器会打开课程，地址是")
OPEN_IT = Text("To open the course, put this address into your browser:", "请在浏览器里打开这个地址，开始上课：")
HOW_TO_STOP = Text("To stop, press Ctrl-C here.", "要停下来，请在这里按 Ctrl-C。")
STOPPED = Text("Stopped. Your work is in {work}.", "已停止。你的笔记本都在 {work}。")


class LaunchError(Exception):
    """JupyterLab cannot be started; the text is one sentence with the remedy."""

    def __init__(self, sentence: Text):
        super().__init__(say(sentence))


def main(arguments: list[str] | None = None) -> int:
    """Copy the lessons, start JupyterLab at the welcome page, stay until Ctrl-C. Returns the exit code."""
    options = _parse(arguments)
    speak(options.language)
    try:
        for sentence in copy_lessons(options.language):
            print(say(sentence))
        open_course(options.language, options.port, options.browser)
    except (WorkspaceError, LaunchError) as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:  # pressed before JupyterLab was there
        pass
    print("\n" + say(STOPPED.format(work=f"work/{options.language}")))
    return 0


def open_course(language: str, port: int | None = None, browser: bool = True) -> None:
    """Run JupyterLab in this process until it is stopped. Raises `LaunchError`."""
    if port is not None:
        _check_port(port)
    print(say(STARTING), flush=True)
    programs = str(Path(sys.executable).parent)  # nbgrader starts alembic by name
    os.environ["PATH"] = os.pathsep.join([programs, os.environ.get("PATH", os.defpath)])
    os.chdir(ROOT)
    try:
        server = _server(f"work/{language}/{WELCOME}/{WELCOME}.ipynb", port, browser)
    except OSError as error:
        raise LaunchError(NO_JUPYTER_FOLDER.format(reason=error)) from None
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: server.stop(from_signal=True))
    server.io_loop.add_callback(_say_where, server, browser)  # by then it listens
    server.start()


def _say_where(server, browser):
    address = server.local_url.replace("token=...", f"token={server.identity_provider.token}")
    print(say(OPENING if browser else OPEN_IT), f"    {address}", say(HOW_TO_STOP), sep="\n\n", flush=True)


def _parse(arguments):
    parser = argparse.ArgumentParser(prog="python -m grader.notebook.launch", description=__doc__)
    parser.add_argument("--language", choices=LANGUAGES, default="en")
    parser.add_argument("--port", type=int)
    parser.add_argument("--no-browser", dest="browser", action="store_false")
    return parser.parse_args(arguments)


def _check_port(port):
    """`LaunchError` if the server, which listens on every address of localhost, cannot have this port."""
    if not 0 < port < 65536:
        raise LaunchError(PORT_REFUSED.format(port=port))
    for family, kind, protocol, _, address in socket.getaddrinfo("localhost", port, type=socket.SOCK_STREAM):
        with socket.socket(family, kind, protocol) as probe:
            if os.name == "posix":  # as the server does: a port that was closed a moment ago is free
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(address)
            except PermissionError:
                raise LaunchError(PORT_REFUSED.format(port=port)) from None
            except OSError as error:
                if error.errno == errno.EADDRINUSE:
                    raise LaunchError(PORT_TAKEN.format(port=port)) from None


def _server(notebook, port, browser):
    from jupyterlab.labapp import LabApp

    settings = {
        "ServerApp.root_dir": ROOT,
        "ServerApp.open_browser": browser,
        "ServerApp.allow_root": True,
        "Application.log_level": "ERROR",
        "LabApp.default_url": f"/lab/tree/{notebook}",
        "LabApp.app_settings_dir": SETTINGS,
        "KernelManager.transport_encryption": "auto",
        "IdentityProvider.token": secrets.token_hex(24),  # a token of JupyterLab's own choice it would print at length
        **PROMPT,
    }
    if port is not None:
        settings |= {"ServerApp.port": port, "ServerApp.port_retries": 0}
    return LabApp.initialize_server(argv=[f"--{name}={value}" for name, value in settings.items()])


if __name__ == "__main__":
    sys.exit(main())
