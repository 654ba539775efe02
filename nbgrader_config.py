"""nbgrader works from this folder as it stands: generate_assignment, autograde, generate_feedback, export, formgrader.

For a class in Chinese write "solutions/zh" and "notebooks/zh". Submissions in either language grade in either course.
Autograding judges from outside: the learner's cells run in a cage (`grader doctor` says which), the answers are
compared here. `grader autograde` does the same for a whole class at once, faster.
"""

import os
import sys
from pathlib import Path

from nbconvert.preprocessors import ClearMetadataPreprocessor
from nbgrader.preprocessors import (
    AssignLatePenalties,
    CheckCellMetadata,
    ClearOutput,
    DeduplicateIds,
    IgnorePattern,
    LimitOutput,
    OverwriteCells,
    OverwriteKernelspec,
    SaveAutoGrades,
)

from grader.gradebook.preprocessors import CarefulExporter, JudgeInCage, Sanitise, SaveRemarks, before_autograde

c = get_config()  # noqa: F821

# nbgrader calls alembic by name: it must be found where the environment was never activated.
os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)])

c.CourseDirectory.course_id = "attention"
c.CourseDirectory.source_directory = "solutions/en"
c.CourseDirectory.release_directory = "notebooks/en"

# The release notebooks are in the clone already; without this nbgrader would skip them and know no assignment.
c.GenerateAssignment.force = True

c.Autograde.exporter_class = CarefulExporter
c.Autograde.pre_convert_hook = before_autograde
c.Autograde.sanitize_preprocessors = [
    Sanitise,
    ClearOutput,
    DeduplicateIds,
    OverwriteKernelspec,
    OverwriteCells,
    CheckCellMetadata,
]
c.Autograde.autograde_preprocessors = [
    JudgeInCage,
    IgnorePattern,
    ClearMetadataPreprocessor,
    LimitOutput,
    SaveAutoGrades,
    SaveRemarks,
    AssignLatePenalties,
    CheckCellMetadata,
]
