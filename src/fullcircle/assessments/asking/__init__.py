"""Campaigns: one form put to many, by link, on paper or by telephone.

Words: a *campaign* is a form, an audience and a window of days; an *invitation* is one address that is asked; a *voice* is
one organization, or one person where no organization is known. *Anonymous* keeps nothing of who answered; *confidential*
keeps it and shows nobody; *named* shows it.

Invariants: nobody reads an answer before the campaign is closed. An anonymous answer has no invitation, no time and no
order, in no table. Under eleven answers nothing is shown, unless the campaign is named. One organization has one voice.
"""
