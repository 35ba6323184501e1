"""Partner spaces: who owns what, who may see what, and what a new partner needs to work."""
