"""What the catalogue covers and where it has holes: a report for the département's staff."""
