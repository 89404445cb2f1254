"""Database roles and the embedded server, jobs, messages out, files. No subject words."""
