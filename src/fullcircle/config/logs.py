"""What is written to the log: never a link that still opens something."""

from __future__ import annotations

import logging
import re

# /a/…, /r/…, /c/…, /join/…, /ask-us/…, /calendar/… and allauth's link for a new password. Django logs the path of
# every refused request.
TOKEN = re.compile(r"(/(?:a|r|c|join|ask-us|calendar)/|/password/reset/key/)[^\s/?\"']+")


class WithoutTokens(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return TOKEN.sub(r"\1…", super().format(record))
