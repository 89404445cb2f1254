"""`python -m fullcircle` is `fullcircle`."""

from fullcircle.config.cli import main

main()
