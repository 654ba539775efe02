"""nbgrader's settings for everybody on the hub; found through JUPYTER_CONFIG_PATH.

A course's own settings (its id, its folders, the judge) are in its folder, which belongs to its formgrader.
"""

import os

c = get_config()  # noqa: F821

c.Exchange.root = os.environ.get("NBGRADER_EXCHANGE", "/srv/attention/exchange")

# A student of two courses has two folders; both courses have assignments of the same names.
c.Exchange.path_includes_course = True
