"""JupyterLab in a headless Chromium: serve a folder, open its notebooks, run them, wait for states and never sleep.

A test module says `pytest_plugins = ("browser",)` and asks for `lab`; `lab.open("some.ipynb")` gives a `Notebook`.
"""

import json
import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import pytest

from grader.notebook.launch import PROMPT

CHROMIUM_ARGUMENTS = (
    "--no-sandbox",  # Chromium refuses its sandbox to root, and containers often have none
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-dev-shm-usage",
)
START_LIMIT = 90  # seconds for the server
STEP_LIMIT = 30_000  # milliseconds for a page to reach a state, on a busy machine
SIZE = {"width": 1280, "height": 1100}
NO_NEWS = {"fetchNews": "false", "checkForUpdates": False, "doNotDisturbMode": True}
SETTINGS = {
    "@jupyterlab/apputils-extension/notification.jupyterlab-settings": NO_NEWS,
    "@jupyterlab/docmanager-extension/plugin.jupyterlab-settings": {"autosave": False},
}

READY = """async () => {
    const app = window.jupyterapp;
    await app.restored;
    const panel = app.shell.currentWidget;
    await panel.context.ready;
    await panel.sessionContext.ready;
}"""
OPENED = "window.jupyterapp?.shell.currentWidget?.context && window.jupyterapp.shell.currentWidget.content?.widgets"
OPEN = """async (path) => {
    const app = window.jupyterapp;
    const panel = await app.commands.execute('docmanager:open', {path});
    app.shell.activateById(panel.id);
}"""
PUT_AWAY = """async () => {
    const panel = window.jupyterapp.shell.currentWidget;
    await panel.sessionContext.shutdown();
    panel.dispose();
}"""
RUN_ALL = "async () => { await window.jupyterapp.commands.execute('notebook:run-all-cells'); }"
RAN = """() => {
    const panel = window.jupyterapp.shell.currentWidget;
    const cells = panel.content.widgets.filter((cell) => cell.model.type === 'code');
    const full = cells.filter((cell) => cell.model.sharedModel.source.trim());
    const idle = panel.sessionContext.session?.kernel?.status === 'idle';
    const stopped = panel.content.model.toJSON().cells.some((cell) =>
        !cell.metadata.tags?.includes('raises-exception')
        && cell.outputs?.some((output) => output.output_type === 'error'));
    return idle && (stopped || full.every((cell) => cell.model.executionCount !== null));
}"""
NOT_RUN = """() => window.jupyterapp.shell.currentWidget.content.widgets
    .filter((cell) => cell.model.type === 'code' && cell.model.executionCount === null)
    .map((cell) => cell.model.sharedModel.source).filter((source) => source.trim())"""
EXECUTE = """async (code) => {
    const kernel = window.jupyterapp.shell.currentWidget.sessionContext.session.kernel;
    const future = kernel.requestExecute({code});
    let printed = '';
    future.onIOPub = ({content}) => { printed += content.text ?? content.traceback?.join('\\n') ?? ''; };
    await future.done;
    return printed;
}"""
ERRORS = """() => window.jupyterapp.shell.currentWidget.content.model.toJSON().cells
    .flatMap((cell) => cell.outputs ?? []).filter((output) => output.output_type === 'error')
    .map((output) => `${output.ename}: ${output.evalue}`)"""


class Lab:
    """A JupyterLab server for one folder, with a home of its own, and pages of one browser on it.

    `options`: of Jupyter Server, by name, beyond those that every test needs; `PROMPT` is what the course sets.
    """

    def __init__(self, browser, folder: Path, home: Path, options=PROMPT):
        self.folder, self._browser, self._home, self._options = folder, browser, home, options
        self._free_pages = []
        self.token = secrets.token_hex(16)
        self.port = _free_port()
        self.url = f"http://127.0.0.1:{self.port}"

    @contextmanager
    def running(self):
        log = self._home / "jupyterlab.log"
        with log.open("w") as file:
            server = subprocess.Popen(
                self._command(), cwd=self.folder, env=self._environment(), stdout=file, stderr=file
            )
            try:
                self._wait_for(server, log)
                yield self
            finally:
                server.terminate()
                server.wait(20)

    def open(self, name: str, fresh=False, **context) -> "Notebook":
        """Open a notebook of the folder; `context` goes to Playwright (locale, has_touch, …) and asks for a fresh page.

        Else a page whose notebook was closed is used again, as by a learner who goes on to the next lesson:
        loading JupyterLab takes longer than most tests.
        """
        if fresh or context:
            page = self._load(name, **context)
            return Notebook(page, page.context.close)
        if self._free_pages:
            page = self._free_pages.pop()
            page.set_viewport_size(SIZE)
            page.evaluate(OPEN, name)
        else:
            page = self._load(name)
        return Notebook(page, lambda: self._free_pages.append(page))

    def _load(self, name, **context):
        page = self._browser.new_context(**{"viewport": SIZE, **context}).new_page()
        page.set_default_timeout(STEP_LIMIT)
        page.goto(f"{self.url}/doc/tree/{name}?reset&token={self.token}")
        return page

    def _command(self):
        options = {
            "ServerApp.ip": "127.0.0.1",
            "ServerApp.port": self.port,
            "ServerApp.root_dir": self.folder,
            "IdentityProvider.token": self.token,
            "ServerApp.port_retries": 0,
            **self._options,
        }
        given = [f"--{name}={value}" for name, value in options.items()]
        return [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--expose-app-in-browser", *given]

    def _environment(self):
        """A home of its own: neither the user's settings nor earlier tests are seen, nor touched."""
        home = self._home
        for name, content in SETTINGS.items():
            path = home / "settings" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps(content))
        return {
            **os.environ,
            "HOME": str(home),
            "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]),
            "JUPYTER_CONFIG_DIR": str(home / "config"),
            "JUPYTER_DATA_DIR": str(home / "data"),
            "JUPYTER_RUNTIME_DIR": str(home / "runtime"),
            "JUPYTERLAB_SETTINGS_DIR": str(home / "settings"),
            "JUPYTERLAB_WORKSPACES_DIR": str(home / "workspaces"),
            "IPYTHONDIR": str(home / "ipython"),
        }

    def _wait_for(self, server, log):
        deadline = time.monotonic() + START_LIMIT
        while time.monotonic() < deadline:
            if server.poll() is not None:
                break
            try:
                urllib.request.urlopen(f"{self.url}/api?token={self.token}", timeout=5).close()
                return
            except OSError:
                time.sleep(0.05)
        raise RuntimeError(f"JupyterLab did not start: {log.read_text()[-2000:]}")


class Notebook:
    """One open notebook; `page` is Playwright's, everything here waits for a state."""

    def __init__(self, page, done):
        self.page, self._done = page, done
        page.wait_for_function(OPENED)
        page.evaluate(READY)

    def run_all(self) -> "Notebook":
        """Run all cells; wait until each has a number, or an error that no tag allows stopped them, and for idle."""
        self.page.evaluate(RUN_ALL)
        self.page.wait_for_function(RAN)
        return self

    def errors(self) -> list[str]:
        """The error outputs of all cells, as "Type: message"."""
        return self.page.evaluate(ERRORS)

    def not_run(self) -> list[str]:
        """The sources of the code cells that have not run to their end; empty cells never run."""
        return self.page.evaluate(NOT_RUN)

    def execute(self, code: str) -> str:
        """Run code in the notebook's kernel, as another cell would; what it printed."""
        return self.page.evaluate(EXECUTE, code)

    def use_theme(self, name: str) -> None:
        """Switch JupyterLab to a theme: "JupyterLab Light" or "JupyterLab Dark"."""
        light = "true" if name == "JupyterLab Light" else "false"
        change = "name => window.jupyterapp.commands.execute('apputils:change-theme', {theme: name})"
        self.page.evaluate(change, name)
        self.page.wait_for_selector(f'body[data-jp-theme-light="{light}"]', state="attached")

    def save(self) -> None:
        self.page.evaluate("async () => { await window.jupyterapp.shell.currentWidget.context.save(); }")

    def close(self) -> None:
        """Shut the kernel down and close the notebook; its page is then free for another."""
        self.page.evaluate(PUT_AWAY)
        self._done()


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def launched(executable):
    """A headless Chromium, driven by Playwright."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=list(CHROMIUM_ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def browser(chromium):
    """One Chromium for all tests of a worker."""
    with launched(chromium) as started:
        yield started


@pytest.fixture(scope="session")
def lab(browser, tmp_path_factory):
    """One JupyterLab server for all tests of a worker, on an empty folder `lab.folder` to put notebooks in."""
    server = Lab(browser, tmp_path_factory.mktemp("notebooks"), tmp_path_factory.mktemp("home"))
    with server.running():
        yield server
