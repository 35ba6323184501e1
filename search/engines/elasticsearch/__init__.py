"""The production engine: Elasticsearch, fed by version, read through an alias."""
