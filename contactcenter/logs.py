"""Logs: one JSON object a line, so that no text of a customer can forge a line."""

import json
import logging


class JsonFormatter(logging.Formatter):
    """{"at", "level", "logger", "message"} and "trace" where there is one."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)
