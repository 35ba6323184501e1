"""Tests of the edit forms, through the real admin."""
