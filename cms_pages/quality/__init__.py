"""The content check: what a careful proofreader would see in the published pages."""
