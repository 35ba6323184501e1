"""The Django project: settings, addresses, health, and the project's plain Django applications."""
