"""Tests of the text layer: no database, no engine."""
