"""Grades out: to a spreadsheet, to a program, to Canvas, Moodle and Gradescope."""
