"""Residents: the name they choose, how to reach them safely, household, who acts for them."""
