"""The demonstration's hub: on loopback, in one folder, everybody one account. demo.py starts it; never for a class."""

import json
import os
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from classroom import GuestOfThisClass, configure, environment  # noqa: E402

c = get_config()  # noqa: F821

PLACE = Path(os.environ["ATTENTION_DEMONSTRATION"])
TOLD = json.loads((PLACE / "demonstration.json").read_text())
HUB, PROXY, *FORMGRADERS = TOLD["ports"]

configure(c, PLACE / "classroom.toml", PLACE / "courses", PLACE / "exchange", FORMGRADERS, accounts=False)

c.JupyterHub.bind_url = TOLD["address"]
c.JupyterHub.hub_port = HUB
c.JupyterHub.db_url = f"sqlite:///{PLACE}/hub/jupyterhub.sqlite"
c.JupyterHub.cookie_secret_file = f"{PLACE}/hub/cookie_secret"
c.ConfigurableHTTPProxy.api_url = f"http://127.0.0.1:{PROXY}"
c.ConfigurableHTTPProxy.pid_file = f"{PLACE}/hub/proxy.pid"
c.ConfigurableHTTPProxy.command = TOLD["proxy"]

c.JupyterHub.authenticator_class = GuestOfThisClass
c.SharedPasswordAuthenticator.user_password = TOLD["password"]

c.JupyterHub.spawner_class = "simple"
c.SimpleLocalProcessSpawner.home_dir_template = f"{PLACE}/homes/{{username}}"
c.LocalProcessSpawner.interrupt_timeout = c.LocalProcessSpawner.term_timeout = 5  # seconds, at the end
mark = {"ATTENTION_DEMONSTRATION": str(PLACE)}
c.Spawner.environment = environment(PLACE / "exchange", "demo", "people") | mark
for service in c.JupyterHub.services:
    # A formgrader has a home of its own too: neither settings nor kernels of whoever shows this are used.
    own = {"HOME": f"{PLACE}/homes/{service['name']}"}
    service["environment"] |= environment(PLACE / "exchange", "demo") | mark | own
if os.geteuid() == 0:
    c.Spawner.args = ["--allow-root"]
    for service in c.JupyterHub.services:
        service["command"] = [*service["command"], "--allow-root"]
