"""Partnerships between organizations: from a first talk to a good end, by rules that both sides can read.

Words: a *partnership* has two or more *sides*, each a member of the collaborative or an organization; it goes through *stages*
(stages.csv says what each is entered and left by); a *review* decides what comes next; a *closing item* is one thing to settle
before it ends.

Invariants: what a side writes about itself is written by that side's own people and by nobody else, the backbone included (a
trigger holds it); no stage is entered before its rules are met; a partnership does not end before everything is settled.
"""
