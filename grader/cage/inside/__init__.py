"""All of ours that a learner's process loads: the standard library, NumPy, and no other module of the project."""
