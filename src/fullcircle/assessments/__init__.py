"""One questionnaire engine (FHIR Questionnaire) for screening and, later, surveys, readiness and feedback.

Words: a *form* is one version of a FHIR Questionnaire on the shelf; a *response* is what one person said
to it. Nothing is required of a person: every question can be skipped, or met with "I'd rather not say".

Invariants: a form's version never changes once it is here. A finished response keeps only what the branching
shows. Totals and risks are computed when read. Findings are possible needs; a need is what the resident says
it is, and is written down by a higher layer.
"""
