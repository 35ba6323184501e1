"""The read side: documents, entries, facets, engines."""
