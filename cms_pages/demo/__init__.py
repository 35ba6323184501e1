"""Demonstration content: readable files loaded through the pages' own publication."""
