"""The answer page: one request, by link, without an account."""
