"""Logs: one JSON object a line, so that no text of a customer can forge a line; and what may not stand in one."""

import json
import logging
import re
from contextvars import ContextVar

ROW = re.compile(r"^(DETAIL|CONTEXT): .*(?:\n(?![A-Z]+: |\s*$|[\w.]+Error|During|The above|Traceback).*)*", re.M)
"""What PostgreSQL adds to an error: the values of the row that it refused, which may be a whole mail."""


request_id: ContextVar[str] = ContextVar("request_id", default="")
"""Of the request that is answered just now."""


class JsonFormatter(logging.Formatter):
    """{"at", "level", "logger", "message"}, "request" where one is answered, and "trace" where there is one."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname,
            "logger": record.name,
            "message": without_rows(record.getMessage()),
        }
        if request_id.get():
            line["request"] = request_id.get()
        if record.exc_info:
            line["trace"] = without_rows(self.formatException(record.exc_info))
        return json.dumps(line, ensure_ascii=False)


def without_rows(text: str) -> str:
    """The text without the values of rows that the database quotes in its errors."""
    return ROW.sub(r"\1: (left out)", text)
