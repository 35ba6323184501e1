"""The embedded engine: a tantivy index in memory, one a process, built from the rows."""
