"""Send a kernel's messages to the browser at once."""

from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection


class PromptConnection(ZMQChannelsWebsocketConnection):
    """Jupyter Server's own connection, without Nagle's algorithm (RFC 896).

    With it a small message waits until the browser has acknowledged the one before, which may put that off for 40 ms:
    often half of the time from a slider to the picture that the learner's function draws.
    """

    def connect(self):
        """Called once the websocket is open; returns what Jupyter Server's own returns."""
        self.websocket_handler.set_nodelay(True)
        return super().connect()
