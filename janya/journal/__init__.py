"""Who did what to which thing, when; append-only and chained by hash."""
