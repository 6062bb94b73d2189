"""What must always be true of stock; see contactcenter.invariants."""

from contactcenter.invariants import Invariant, register

register(
    Invariant(
        "Available stock is never below zero.",
        "SELECT variant_id, start, shipped, restocked, reserved FROM catalog_stock WHERE start - shipped + restocked - reserved < 0",
    ),
)
