"""A small class on one machine: real accounts, a server each, a formgrader for each course. README.md says how.

Change the first lines; start it as root: .venv/bin/jupyterhub -f deploy/jupyterhub_config.py
"""

import os
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from classroom import AccountOfThisClass, BadClassList, configure, read_class  # noqa: E402

c = get_config()  # noqa: F821

PLACE = Path(os.environ.get("ATTENTION_PLACE", "/srv/attention"))  # class list, courses, exchange, the hub's own files
ADDRESS = "http://127.0.0.1:8000"  # a web server with a certificate stands before it: README.md, "HTTPS"
PROXY = "/usr/bin/configurable-http-proxy"  # Node's: apt install node-configurable-http-proxy
FIRST_PORT = 8101  # of the formgraders, counting up; ports.nft guards them
WITH_SYSTEMD = False  # True: pip install --no-deps jupyterhub-systemdspawner, and memory and CPU get limits
MEMORY, CORES = "2G", 1.0  # of one person, with systemd

CLASS_LIST = PLACE / "classroom.toml"
try:
    PORTS = [FIRST_PORT + number for number, _ in enumerate(read_class(CLASS_LIST))]
except BadClassList as error:
    sys.exit(str(error))

configure(c, CLASS_LIST, PLACE / "courses", PLACE / "exchange", PORTS)

c.JupyterHub.bind_url = ADDRESS
c.JupyterHub.db_url = f"sqlite:///{PLACE}/hub/jupyterhub.sqlite"
c.JupyterHub.cookie_secret_file = f"{PLACE}/hub/cookie_secret"
c.ConfigurableHTTPProxy.command = [PROXY]
c.ConfigurableHTTPProxy.pid_file = f"{PLACE}/hub/proxy.pid"

c.JupyterHub.authenticator_class = AccountOfThisClass
c.PAMAuthenticator.open_sessions = False

# Not notebook_dir: fetched work lies below the home, and would not be seen.
if WITH_SYSTEMD:
    c.JupyterHub.spawner_class = "systemd"
    c.Spawner.mem_limit, c.Spawner.cpu_limit = MEMORY, CORES
    c.SystemdSpawner.isolate_tmp = c.SystemdSpawner.isolate_devices = c.SystemdSpawner.disable_user_sudo = True
else:
    c.JupyterHub.spawner_class = "jupyterhub.spawner.LocalProcessSpawner"
