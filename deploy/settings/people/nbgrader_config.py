"""nbgrader's settings in the servers of people: JupyterHub's groups say who is in which course."""

from nbgrader.auth import JupyterHubAuthPlugin

c = get_config()  # noqa: F821

c.Authenticator.plugin_class = JupyterHubAuthPlugin
