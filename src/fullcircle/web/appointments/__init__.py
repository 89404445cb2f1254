"""Appointments as pages: on a request, as a list, as calendars."""
