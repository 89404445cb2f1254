"""Complaints about the network: anybody files one, somebody independent answers on a clock, and nobody complained about reads it.

Words: a *grievance* is filed with or without a name; its *code* is shown once and follows it; a *reviewer* is an organization of
the public list that reads and answers; an *appeal*, once, goes to another reviewer.

Invariants, held by the database: a grievance is read by its reviewer's organization alone, never by one that it is about nor by
somebody who works for one of those too; the code's holder reads and answers through functions; what was filed does not change;
no address or browser of a filer is kept, and no event names one.
"""
