"""Agreements: what organizations signed, and what that opens. Signatures compile into access grants.

Words: an *agreement* has a number and versions; a *party* is an organization in a role; a *clause* says something in
plain words and, in its machine part, who opens which records to whom; a *signature* binds one party to one exact document.

Invariants: once out for signature nothing of the document changes; nobody signs for another organization; what is opened
follows from the tables alone and is compiled in the transaction that signs, withdraws, terminates or amends.
"""
