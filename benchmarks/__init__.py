"""Measures that a command prints; no number is kept in prose."""
