from django.urls import path

from fullcircle.web.agreements import drafts, signing, views

app_name = "agreements"
urlpatterns = [
    path("agreements/", views.agreements, name="list"),
    path("agreements/start/", drafts.start, name="start"),
    path("agreements/<uuid:agreement_id>/", views.agreement, name="agreement"),
    path("agreements/<uuid:agreement_id>/step/", views.step, name="step"),
    path("agreements/<uuid:agreement_id>/review/", views.review, name="review"),
    path("agreements/<uuid:agreement_id>/agreement.pdf", views.pdf, name="pdf"),
    path("agreements/<uuid:agreement_id>/agreement.json", views.exact, name="exact"),
    path("agreements/<uuid:agreement_id>/sign/", signing.sign, name="sign"),
    path("agreements/<uuid:agreement_id>/paper/", signing.paper, name="paper"),
    path("agreements/<uuid:agreement_id>/withdraw/", signing.withdraw, name="withdraw"),
    path("agreements/<uuid:agreement_id>/terminate/", signing.terminate, name="terminate"),
    path("agreements/<uuid:agreement_id>/edit/", drafts.edit, name="edit"),
    path("agreements/<uuid:agreement_id>/parties/", drafts.parties, name="parties"),
    path("agreements/<uuid:agreement_id>/clauses/", drafts.clauses, name="clauses"),
    path("agreements/<uuid:agreement_id>/clauses/add/", drafts.add_clause, name="add_clause"),
    path("agreements/<uuid:agreement_id>/clauses/<uuid:clause_id>/", drafts.clause, name="clause"),
]
