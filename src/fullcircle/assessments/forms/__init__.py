"""The shelf of forms: bringing a questionnaire in, retiring one, and the one that Fullcircle ships."""
