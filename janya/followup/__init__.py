"""Step 8: what is late, my work, comments, reminders and the monthly snapshots."""
