"""How verdicts reach nbgrader's gradebook."""
