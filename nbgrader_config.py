"""nbgrader works from this folder as it stands: generate_assignment, autograde, generate_feedback, export, formgrader.

For a class in Chinese write "solutions/zh" and "notebooks/zh". Submissions in either language grade in either course.
"""

from nbconvert.preprocessors import ClearMetadataPreprocessor
from nbgrader.preprocessors import (
    AssignLatePenalties,
    CheckCellMetadata,
    IgnorePattern,
    LimitOutput,
    SaveAutoGrades,
)

from grader.gradebook.preprocessors import ExecuteForGrading

c = get_config()  # noqa: F821

c.CourseDirectory.course_id = "attention"
c.CourseDirectory.source_directory = "solutions/en"
c.CourseDirectory.release_directory = "notebooks/en"

c.Autograde.autograde_preprocessors = [
    ExecuteForGrading,
    IgnorePattern,
    ClearMetadataPreprocessor,
    LimitOutput,
    SaveAutoGrades,
    AssignLatePenalties,
    CheckCellMetadata,
]
