"""French text for search: words, plans, highlights and spelling, known to no engine."""
