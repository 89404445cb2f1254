"""The shelf of forms: bringing a questionnaire in, retiring one, and those that Fullcircle ships.

Beside a form of a survey stands how its answers are counted (`.toml`); `asking.rules` reads it.
"""

from pathlib import Path

SHIPPED = Path(__file__).parent
