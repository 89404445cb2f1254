"""What a navigator does for their people beside requests: calls, what is put aside, goals, introductions, views."""
