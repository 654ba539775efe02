"""Judge again what is graded already, and show which grades would change before anything is written."""
