"""The collaborative: who sits at the table, what they may decide, when they meet, and what they decided.

Words: a *member* is an organization (or a group of residents) that is asked, joins, and may leave; *representatives* act for it,
each with a level of authority from 0 (speaks from experience) to 4 (can commit the whole organization); a *body* (council,
committee, work group, region) has *seats*; a *proposal* is decided by the voting seats of one body.

Invariants, held by the database: once a vote is open its terms do not change; a recused seat casts no ballot; after the closing
time nobody casts one; a closed vote is never opened again; of a secret vote there is no row that joins a voter and a choice.
"""
