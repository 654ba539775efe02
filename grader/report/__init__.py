"""What a class did, read from gradebooks: a report for the teacher, and the numbers that exports hand on."""
