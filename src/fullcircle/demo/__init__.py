"""The practice town: an invented community, seeded through actions only."""
