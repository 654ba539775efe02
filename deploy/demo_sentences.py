"""What the demonstration says, in both languages."""

from grader.language import Text

NO_PROXY = Text(
    "There is no configurable-http-proxy: run `{pip} install --require-hashes -r deploy/requirements.lock`, "
    "then start again.",
    "找不到 configurable-http-proxy：请运行 `{pip} install --require-hashes -r deploy/requirements.lock`，再重新开始。",
)
PORT_TAKEN = Text(
    "Port {port} cannot be used (perhaps a demonstration is running already): choose another with --port.",
    "端口 {port} 用不了（也许演示已经开着）：请用 --port 换一个。",
)
NOT_EMPTY = Text(
    "{folder} holds other things: name a new or an empty folder with --folder.",
    "{folder} 里有别的东西：请用 --folder 指定一个新的或空的文件夹。",
)
REFUSED = Text(
    "The system refuses ({reason}): name a folder of your own with --folder.",
    "系统拒绝了（{reason}）：请用 --folder 指定一个你自己的文件夹。",
)
NOT_UP = Text(
    "The hub did not start; its own words are at the end of {log}.",
    "hub 没有启动成功；它自己的说明在 {log} 末尾。",
)
STARTING = Text("Starting JupyterHub …", "正在启动 JupyterHub …")
RUNNING = Text(
    """The hub is at {address} (this machine only). The password of everybody is {password}

  teacher   formgrader: {address}/services/attention-en/ and {address}/services/attention-zh/
  anna      a student of attention-en: in JupyterLab, menu Nbgrader, Assignment List
  wang      a student of attention-zh

Use a private window for each person. Files: {folder}
Here all of them are one account of this machine, so nothing is hidden from anybody: never use this for a class.
To stop, press Ctrl-C.""",
    """hub 的地址是 {address}（只有本机能访问）。所有人的密码都是 {password}

  teacher   教师，formgrader 在 {address}/services/attention-en/ 和 {address}/services/attention-zh/
  anna      attention-en 的学生：在 JupyterLab 里用菜单 Nbgrader → Assignment List
  wang      attention-zh 的学生

每个人请用一个单独的无痕窗口。文件在 {folder}
这里所有人其实是本机的同一个账户，彼此毫无隔离：千万不要用来真正上课。
按 Ctrl-C 结束。""",
)
KEPT = Text("Stopped. The files stay in {folder}.", "已停止。文件留在 {folder}。")
GONE = Text("Stopped, and its files are gone.", "已停止，演示用的文件已删除。")
