"""Where a learner's code runs. Nothing here knows a right answer."""
