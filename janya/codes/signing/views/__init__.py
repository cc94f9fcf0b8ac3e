"""Pages of coverage and the list, of paper, of reminders, and of one signature."""
