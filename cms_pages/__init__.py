"""The write side: page models, taxonomies, partner spaces. Knows neither search nor api."""
