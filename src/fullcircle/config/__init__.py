"""Settings, addresses, the command line and the wiring of all parts. Nobody imports it."""
