"""Makes an empty database an instance of any département."""
