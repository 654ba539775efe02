"""Commands of `grader …`, a module for each kind of work; `grader.cli` registers them."""
