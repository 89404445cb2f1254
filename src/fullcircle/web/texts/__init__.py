"""Webhooks of the providers of texts and mail: signed, taken in, answered at once; a job does the rest."""
