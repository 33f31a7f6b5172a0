"""Field work, studio side: opening, letters, release, withdrawals. Reads and rewrites the tables of `survey.respond`."""
