"""Questionnaires without a database: reading, branching, checking, scoring, and FHIR's way to write it.

Pure functions over two things: a `Questionnaire`, which never changes once read, and `Answers`, what was said
so far by linkId.
"""
