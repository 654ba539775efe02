"""What the cage says to people: the fact, then the remedy."""

from grader.language import Text

DEATHS = {
    "time": Text(
        "The notebook did not come back in time and was stopped. Look for a loop that never ends.",
        "笔记本迟迟不返回，已被停止。请检查有没有停不下来的循环。",
    ),
    "cpu": Text(
        "The notebook used up its processor time and was stopped. Look for a loop that never ends.",
        "笔记本用完了处理器时间，已被停止。请检查有没有停不下来的循环。",
    ),
    "memory": Text(
        "The notebook wanted more memory than it may have and was stopped. Look for an array that is far too large.",
        "笔记本要的内存超过了上限，已被停止。请检查有没有大得过分的数组。",
    ),
    "killed": Text(
        "The notebook's process was killed, most likely for want of memory. Look for an array that is far too large.",
        "笔记本的进程被强行结束，多半是内存不够。请检查有没有大得过分的数组。",
    ),
    "exited": Text(
        "The notebook ended its own process. Take out the call that does so, for example os._exit().",
        "笔记本自己结束了进程。请去掉造成它的调用，例如 os._exit()。",
    ),
    "crashed": Text(
        "The notebook's process crashed ({signal}). Take out what goes around Python, for example ctypes.",
        "笔记本的进程崩溃了（{signal}）。请去掉绕过 Python 的代码，例如 ctypes。",
    ),
    "nonsense": Text(
        "The notebook sent the grader something that it does not understand and was stopped. "
        "Take out what writes to open files by their number.",
        "笔记本向评分程序发送了看不懂的内容，已被停止。请去掉按编号写入已打开文件的代码。",
    ),
}

LEVELS = {
    "full": Text("namespaces, Landlock and seccomp", "命名空间、Landlock 与 seccomp"),
    "landlock": Text("Landlock and seccomp", "Landlock 与 seccomp"),
    "none": Text("no isolation", "没有隔离"),
}

NOT_GUARANTEED = {
    "full": Text(
        "Not guaranteed: faults of the kernel itself; total memory of several jobs without cgroups.",
        "不保证：内核自身的漏洞；没有 cgroup 时多个任务的总内存。",
    ),
    "landlock": Text(
        "Not guaranteed: that it stays hidden whether a file exists on this machine; how much disk a notebook fills.",
        "不保证：不泄露本机上某个文件是否存在；笔记本占用多少磁盘。",
    ),
    "none": Text(
        "WARNING: a notebook runs with the rights of this account. "
        "It can read and change files, start programs and use the network; "
        "only the right answers are out of its process, and time is limited. "
        "Use it for your own notebooks, or on a machine with nothing else on it.",
        "警告：笔记本以本账户的权限运行，可以读写文件、启动程序、使用网络；只有正确答案不在它的进程里，"
        "并且限时。请只用于自己的笔记本，或在没有其他内容的机器上使用。",
    ),
}

NOT_LINUX = Text(
    "This level needs Linux. Grade on a Linux machine or in a Linux container.",
    "这一级别需要 Linux。请在 Linux 机器或 Linux 容器里评分。",
)
NO_BUBBLEWRAP = Text(
    "The program bwrap is not installed. Install the package bubblewrap (apt install bubblewrap, dnf install "
    "bubblewrap).",
    "没有安装 bwrap 程序。请安装 bubblewrap 软件包（apt install bubblewrap 或 dnf install bubblewrap）。",
)
NO_LANDLOCK = Text(
    "This kernel has no Landlock. Use Linux 5.13 or newer, started with landlock among its security modules.",
    "当前内核没有 Landlock。请使用 Linux 5.13 或更新版本，并在启动时启用 landlock 安全模块。",
)
NO_FILTER = Text(
    "The filter for system calls is not written for this kind of processor. Grade on x86-64 or 64-bit ARM.",
    "系统调用过滤器还不支持这种处理器。请在 x86-64 或 64 位 ARM 上评分。",
)
UNREADABLE = Text(
    "Only root can read {path}, and the learner's process is not root. "
    "Run `chmod o+x` on the closed folders above it, or install Python elsewhere.",
    "只有 root 能读取 {path}，而学习者的进程不以 root 运行。请对它上面关闭的文件夹执行 `chmod o+x`，"
    "或把 Python 装到别处。",
)
STAYS_ROOT = Text(
    "Root has no right to change to another account here. Run as an ordinary user (docker run --user), "
    "or give the container the capabilities SETUID and SETGID.",
    "这里的 root 无权切换到其他账户。请以普通用户运行（docker run --user），或给容器加上 SETUID 和 SETGID 能力。",
)
DID_NOT_START = Text(
    "A trial of this level failed: {reason}. {remedy}",
    "试运行这一级别失败：{reason}。{remedy}",
)
NAMESPACES = Text(
    "Namespaces inside namespaces are probably switched off here: "
    "on Ubuntu 24.04 and newer an administrator installs an AppArmor profile for bwrap once; "
    "in a container use the level landlock.",
    "这里多半关闭了嵌套的命名空间：在 Ubuntu 24.04 及更新版本上，请管理员为 bwrap 安装一次 AppArmor 配置；"
    "在容器里请用 landlock 级别。",
)
TRY_DOCTOR = Text("Run `grader doctor` for more.", "请运行 `grader doctor` 查看详情。")
WORKS = Text("It works here.", "在本机可用。")
UNAVAILABLE = Text(
    "Isolation level {level} is not to be had here. {reason}",
    "本机无法提供隔离级别 {level}。{reason}",
)
BROKEN = Text(
    "The cage could not be started: {reason}. Run `grader doctor`.",
    "隔离环境无法启动：{reason}。请运行 `grader doctor`。",
)
NO_SUCH_LEVEL = Text(
    "There is no isolation level {level}. Write one of: {levels}.",
    "没有名为 {level} 的隔离级别。请写其中之一：{levels}。",
)
TOO_MANY_CELLS = Text(
    "The notebook has {n} cells with code, more than the {most} that are run. Delete the superfluous ones.",
    "笔记本有 {n} 个代码单元格，超过了最多运行的 {most} 个。请删掉多余的。",
)
TOO_MUCH_SOURCE = Text(
    "The notebook's code is {n} bytes long, more than the {most} that are run. Move data out of the code.",
    "笔记本的代码共 {n} 字节，超过了最多运行的 {most} 字节。请把数据移出代码。",
)
FILES_TOO_LARGE = Text(
    "The files beside the notebook are larger than {most} MB together. Leave out what the notebook does not read.",
    "笔记本旁边的文件合计超过 {most} MB。请去掉笔记本用不到的文件。",
)
NO_ROOM = Text(
    "The files beside the notebook do not fit where it is run: there is room for {most} MB and {files} files. "
    "Leave out what the notebook does not read.",
    "笔记本旁边的文件放不进它的运行空间：那里最多放 {most} MB、{files} 个文件。请去掉笔记本用不到的文件。",
)
BAD_FILE = Text(
    "{name} is no name for a file in the notebook's folder. Use a relative path without `..`.",
    "{name} 不能作为笔记本文件夹里的文件名。请使用不含 `..` 的相对路径。",
)
