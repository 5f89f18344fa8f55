"""Logs as JSON, a line an event, each with the job and the article it is about. Quotes of strangers stay quoted, and of
what was read no line holds anything: a fault is told by its kind and its place."""

import logging
import sys
import threading
from typing import Any

import structlog

from service.errors.trace import trace

LOG = logging.getLogger(__name__)


def _trace(exc_info: structlog.typing.ExcInfo) -> str:
    return trace(exc_info[1])


SHARED: tuple[structlog.typing.Processor, ...] = (
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.PositionalArgumentsFormatter(),
    structlog.processors.TimeStamper(fmt="iso"),
    structlog.processors.ExceptionRenderer(_trace),
)


def configure(level: str) -> None:
    """Whatever is logged in this process goes to standard error in one form, faults that end a thread or the process
    too. Libraries tell of every step, with what they read there: they are heard when something is wrong."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=SHARED,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(ensure_ascii=True),
            ],
        )
    )
    root, ours = logging.getLogger(), logging.getLogger("service")
    root.handlers = [handler]
    ours.setLevel(level.upper())
    root.setLevel(max(ours.level, logging.WARNING))
    sys.excepthook = lambda _kind, error, _trace: LOG.critical("the process ends", exc_info=error)
    threading.excepthook = _thread_ended
    sys.unraisablehook = _passed_over


def _thread_ended(told: threading.ExceptHookArgs) -> None:
    LOG.error("a thread ended: %s", told.thread.name if told.thread else None, exc_info=told.exc_value)


def _passed_over(told: Any) -> None:
    LOG.error("passed over: %s", told.err_msg, exc_info=told.exc_value)
