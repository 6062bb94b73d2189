"""What must always be true here; see contactcenter.invariants."""

from contactcenter.invariants import Invariant, register

register()
