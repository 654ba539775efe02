"""What is said about a cluster: the fact, then the remedy."""

from grader.language import Text

NO_DASK = Text(
    "--cluster needs dask.distributed, which is not installed. "
    "Run `pip install -r requirements-cluster.txt` in the clone of the course, here and on every worker.",
    "--cluster 需要 dask.distributed，这里没有安装。"
    "请在本机和每台工作机上，到克隆的课程目录里运行 `pip install -r requirements-cluster.txt`。",
)
NO_SCHEDULER = Text(
    "No scheduler answers at {address} ({reason}). Start one with `dask scheduler`, give the address it prints.",
    "{address} 没有调度器应答（{reason}）。请用 `dask scheduler` 启动一个，并填写它显示的地址。",
)
BAD_ADDRESS = Text(
    "{address} is no address of a scheduler. Write it as `dask scheduler` prints it, for example tcp://192.0.2.1:8786.",
    "{address} 不是调度器的地址。请照 `dask scheduler` 显示的写，例如 tcp://192.0.2.1:8786。",
)
NOT_DASK = Text("something else than dask answers there", "在那里应答的不是 dask")
NO_CERTIFICATES = Text(
    "{address} wants TLS, and dask knows no certificate here. "
    "Set distributed.comm.tls in dask's configuration (docs/cluster.md shows how).",
    "{address} 要用 TLS，但本机的 dask 没有证书。请设置 dask 的 distributed.comm.tls（见 docs/cluster.zh.md）。",
)
NO_WORKERS = Text(
    "The scheduler at {address} has no workers. Start some with `dask worker {address}`, then run this again.",
    "{address} 的调度器没有任何工作机。请用 `dask worker {address}` 启动几个，再运行一次。",
)
NONE_FIT = Text(
    "None of the workers at {address} can be used. {first}",
    "{address} 的工作机都用不上。{first}",
)
NOT_INSTALLED = Text(
    "Worker {worker} is not used: it cannot load what this machine grades with, {ours} ({reason}). "
    "Install that version there and start the worker again.",
    "不使用工作机 {worker}：它无法载入本机用的评分程序 {ours}（{reason}）。请在那台机器上安装同一版本，再重启它。",
)
OTHER_RELEASE = Text(
    "Worker {worker} is not used: it has {theirs}, and this machine has {ours}. "
    "Install the same there and start the worker again.",
    "不使用工作机 {worker}：它装的是 {theirs}，本机是 {ours}。请在那台机器上安装相同的版本，再重启它。",
)
LEVEL_LACKING = Text(
    "Worker {worker} is not used: it does not give isolation level {level}. {reason}",
    "不使用工作机 {worker}：它无法提供隔离级别 {level}。{reason}",
)
NOT_READY = Text("Worker {worker} is not used any more. {reason}", "不再使用工作机 {worker}。{reason}")
NOT_AT_NONE = Text(
    "A cluster does not grade at isolation level none, where a submission could reach the scheduler and, through it, "
    "every machine. Ask for full or landlock, or grade on one machine.",
    "集群不在 none 隔离级别下评分：那样提交的代码能连上调度器，进而控制每台机器。"
    "请改用 full 或 landlock，或只在一台机器上评分。",
)
SCHEDULER_GONE = Text(
    "The scheduler at {address} is gone. Start it and its workers, then run this again: it goes on where it stopped.",
    "{address} 的调度器不见了。请重新启动它和工作机，再运行一次，会从停下的地方继续。",
)
WORKERS_GONE = Text(
    "No worker of {address} is left that can be used. Start some, then run this again: it goes on where it stopped.",
    "{address} 已没有可用的工作机。请启动几个再运行一次，会从停下的地方继续。",
)
KILLED = Text(
    "the workers that judged it died, also when it was alone. Look at the notebook before running it anywhere.",
    "评它的工作机中途死掉，单独评它时也一样。运行这本笔记之前请先看看内容。",
)
STUMBLED = Text(
    "A worker could not grade it ({reason}). Report this, then grade again.",
    "工作机评不了它（{reason}）。请报告这个问题，再评一次。",
)
RELEASE = Text(
    "attention-course {version} ({digest}), Python {python}, NumPy {numpy}",
    "attention-course {version}（{digest}）、Python {python}、NumPy {numpy}",
)
