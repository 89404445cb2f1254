"""A person: the record, needs with their ladder, matching and sending."""
