"""Days that an organization and a person agree on: planning, lists, reminders and calendars."""
