"""Making of the compact file of France's territories from its yearly public sources."""
