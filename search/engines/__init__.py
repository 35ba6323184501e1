"""The search engines: they take the same ``SearchQuery`` and give the same ``SearchResult``."""
