"""What an organization gave, as its funders ask for it, and everything that it keeps as tables."""
