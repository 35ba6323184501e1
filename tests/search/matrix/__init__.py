"""The matrix of events: what they act on, the events, and the test that tries each."""

import pytest

pytest.register_assert_rewrite("tests.search.matrix.pages", "tests.search.matrix.shown")
