"""A spreadsheet of people, taken over: columns guessed and chosen, shown first, made row by row through the same actions."""
