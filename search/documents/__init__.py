"""Documents: what the catalogue says of one public page, built from the database alone."""
