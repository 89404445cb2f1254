"""Where PostgreSQL comes from: addresses, the embedded server, roles, backup. Knows no Django."""
