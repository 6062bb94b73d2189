"""What each status means for the caller, and the icon that says it without colour."""

GOOD, ATTENTION, WRONG, INFORMATIVE, QUIET = "good", "attention", "wrong", "informative", "quiet"

ORDER = {
    "PENDING_APPROVAL": (ATTENTION, "hourglass-split"),
    "FAILED_APPROVAL": (WRONG, "x-octagon"),
    "PENDING_PAYMENT": (ATTENTION, "hourglass-split"),
    "SUBMITTED": (INFORMATIVE, "send"),
    "PROCESSING": (INFORMATIVE, "gear"),
    "BEING_AMENDED": (ATTENTION, "pencil"),
    "PENDING_MERCHANT_ACTION": (ATTENTION, "exclamation-triangle"),
    "PENDING_CUSTOMER_ACTION": (ATTENTION, "person"),
    "NO_PENDING_ACTION": (GOOD, "check-circle"),
    "PENDING_REMOVE": (ATTENTION, "hourglass-split"),
    "REMOVED": (QUIET, "x-circle"),
    "FAILED": (WRONG, "x-octagon"),
}
ORDER_PAYMENT = {
    "none": (QUIET, "dash-circle"),
    "pending": (ATTENTION, "hourglass-split"),
    "authorized": (INFORMATIVE, "credit-card"),
    "partially_paid": (ATTENTION, "exclamation-triangle"),
    "paid": (GOOD, "check-circle"),
    "declined": (WRONG, "x-octagon"),
    "partially_refunded": (INFORMATIVE, "arrow-counterclockwise"),
    "refunded": (INFORMATIVE, "arrow-counterclockwise"),
    "owed_back": (WRONG, "arrow-counterclockwise"),
    "void": (QUIET, "x-circle"),
}
FULFILMENT = {
    "not_fulfilled": (QUIET, "box"),
    "partially_fulfilled": (ATTENTION, "truck"),
    "fulfilled": (GOOD, "check-circle"),
    "cancelled": (QUIET, "x-circle"),
}
ORDER_RETURN = {
    "none": (QUIET, "dash-circle"),
    "requested": (ATTENTION, "arrow-return-left"),
    "partially_returned": (INFORMATIVE, "arrow-return-left"),
    "returned": (INFORMATIVE, "arrow-return-left"),
}
RETURN = {
    "INCOMPLETE": (ATTENTION, "pencil"),
    "PENDING_CUSTOMER_ACTION": (INFORMATIVE, "check-circle"),
    "PARTIAL_RETURN": (ATTENTION, "box"),
    "FULL_RETURN": (INFORMATIVE, "box"),
    "PENDING_REFUND": (ATTENTION, "hourglass-split"),
    "MANUAL_REFUND": (ATTENTION, "exclamation-triangle"),
    "COMPLETE": (GOOD, "check-circle"),
    "CANCELLED": (QUIET, "x-circle"),
    "REJECTED": (WRONG, "x-octagon"),
}
RECEIVE = {"waiting": (QUIET, "hourglass-split"), "partially_received": (ATTENTION, "box"), "received": (GOOD, "check-circle")}
REFUND = {
    "not_refunded": (QUIET, "dash-circle"),
    "partially_refunded": (ATTENTION, "arrow-counterclockwise"),
    "refunded": (GOOD, "check-circle"),
    "failed": (WRONG, "x-octagon"),
}
REPLACE = {"not_requested": (QUIET, "dash-circle"), "not_replaced": (ATTENTION, "hourglass-split"), "replaced": (GOOD, "check-circle")}
SHIPMENT = {
    "ready": (INFORMATIVE, "box"),
    "backorder": (ATTENTION, "hourglass-split"),
    "shipped": (INFORMATIVE, "truck"),
    "delivered": (GOOD, "check-circle"),
    "cancelled": (QUIET, "x-circle"),
}
PAYMENT = {
    "new": (QUIET, "dash-circle"),
    "pending": (ATTENTION, "hourglass-split"),
    "authorized": (INFORMATIVE, "credit-card"),
    "collected": (GOOD, "check-circle"),
    "declined": (WRONG, "x-octagon"),
    "voided": (QUIET, "x-circle"),
    "credited": (INFORMATIVE, "arrow-counterclockwise"),
}
MESSAGE = {"waiting": (QUIET, "hourglass-split"), "sent": (GOOD, "check-circle"), "failed": (WRONG, "x-octagon")}
EXPORT = {
    "waiting": (QUIET, "hourglass-split"),
    "running": (INFORMATIVE, "gear"),
    "done": (GOOD, "check-circle"),
    "failed": (WRONG, "x-octagon"),
}

MEANINGS: dict[tuple[str, str], dict[str, tuple[str, str]]] = {
    ("order", "status"): ORDER,
    ("order", "payment_status"): ORDER_PAYMENT,
    ("order", "fulfilment_status"): FULFILMENT,
    ("order", "return_status"): ORDER_RETURN,
    ("return", "status"): RETURN,
    ("return", "receive_status"): RECEIVE,
    ("return", "refund_status"): REFUND,
    ("return", "replace_status"): REPLACE,
    ("shipment", "status"): SHIPMENT,
    ("payment", "status"): PAYMENT,
    ("message", "status"): MESSAGE,
    ("export", "status"): EXPORT,
}


def meaning_of(model: str, field: str, value: str) -> tuple[str, str]:
    """Meaning and icon of one value of a model's status field."""
    return MEANINGS.get((model, field), {}).get(value, (QUIET, "dash-circle"))
