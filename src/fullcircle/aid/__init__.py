"""Services delivered: dated units of help, with a request or without one, to somebody by name or to nobody in particular.

Words: *kind* of help (a box, a ride, a night), *unit* (what one delivery of a service is called, and how many are usual),
*delivered* (one dated entry), *card* (a code that finds a person at the desk of one organization), *sheet* (the names of one
day on paper). Named help is the person's data, kept by whoever gave it; unnamed help is a count of that organization. Nothing
is deleted: an entry that was a mistake is undone, and counts nowhere.
"""
