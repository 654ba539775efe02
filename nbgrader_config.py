"""nbgrader works from this folder as it stands: generate_assignment, autograde, generate_feedback, export, formgrader.

For a class in Chinese write "solutions/zh" and "notebooks/zh". Submissions in either language grade in either course.
Autograding judges from outside: the learner's cells run in a cage (`grader doctor` says which), the answers are
compared here. `grader autograde` does the same for a whole class at once, faster.
"""

from grader.gradebook.configuration import configure

c = get_config()  # noqa: F821
configure(c)

c.CourseDirectory.course_id = "attention"
c.CourseDirectory.source_directory = "solutions/en"
c.CourseDirectory.release_directory = "notebooks/en"

# The release notebooks are in the clone already; without this nbgrader would skip them and know no assignment.
c.GenerateAssignment.force = True
