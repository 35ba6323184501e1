"""What the API answers, declared for its documentation: stored answers are never re-serialised."""
