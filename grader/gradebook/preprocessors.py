"""What nbgrader_config.py puts into nbgrader's own steps."""

import os
from unittest import mock

from nbgrader.preprocessors import Execute

from grader.notebook.progress import GRADING


class ExecuteForGrading(Execute):
    """nbgrader's Execute; the kernel is told that it is being graded, so that nobody's progress is written."""

    def preprocess(self, nb, resources, *args, **kwargs):
        with mock.patch.dict(os.environ, {GRADING: "1"}):
            return super().preprocess(nb, resources, *args, **kwargs)
