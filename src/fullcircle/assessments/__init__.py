"""One questionnaire engine (FHIR Questionnaire) for screening and, later, surveys."""
