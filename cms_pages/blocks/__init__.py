"""The blocks of the pages' StreamFields."""
