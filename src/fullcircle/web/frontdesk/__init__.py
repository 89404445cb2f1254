"""The front desk: who came, what they got, in one page that a keyboard alone can work."""
