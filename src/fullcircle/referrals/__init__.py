"""Needs and referrals: one need sent to one service, until the resident says that help arrived."""
