"""Jupyter Server as the course starts it, and as its hub does."""

import json
from pathlib import Path

from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection
from jupyter_server.services.kernels.websocket import KernelWebsocketHandler
from traitlets.utils.importstring import import_item

from grader.notebook.launch import PROMPT


def test_a_kernels_messages_do_not_wait_for_each_other(monkeypatch):
    """Otherwise the picture that the learner's function draws comes 40 ms late."""
    done = []
    monkeypatch.setattr(ZMQChannelsWebsocketConnection, "connect", lambda self: done.append("connected"))
    monkeypatch.setattr(KernelWebsocketHandler, "set_nodelay", lambda self, on: done.append(on))
    kind = import_item(PROMPT["ServerApp.kernel_websocket_connection_class"])
    handler = KernelWebsocketHandler.__new__(KernelWebsocketHandler)
    kind(parent=None, websocket_handler=handler).connect()
    assert done == [True, "connected"]


def test_the_hub_serves_learners_alike():
    """What is quick on one's own machine must not be slow in class."""
    settings = Path(__file__).parents[1] / "deploy/settings/people/jupyter_server_config.json"
    [told] = PROMPT.values()
    assert json.loads(settings.read_text())["ServerApp"]["kernel_websocket_connection_class"] == told
