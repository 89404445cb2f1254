"""Visits without network: getting ready, what the phone is given, and what it sends back. The decision is docs/adr/0015."""
