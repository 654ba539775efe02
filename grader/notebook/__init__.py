"""Lessons become notebooks, and what a learner calls in them: start, check, hint, solution, progress."""
