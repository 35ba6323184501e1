"""Tests of the page models and their rules."""
