"""Organizations, services, places, hours, capacity, and the search over them (HSDS words)."""
