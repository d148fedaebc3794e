"""Pages of tasks: the list and one task, the report of a year, notes."""
