"""What transactions say of their payment: the one place where they are added up, for one payment and, as SQL, for all. No queries."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from contactcenter.money import ZERO
from orders.models import Payment, Transaction

K = Transaction.Kind
COLLECTED = {K.CAPTURE: 1, K.REVERSAL: 1, K.CHARGEBACK: -1, K.RETURNED_DEBIT: -1}
"""What came in by a transaction that succeeded, and what a bank took back of it; a reversal gives back what a chargeback took."""
AUTHORIZED, REFUNDED = {K.AUTHORIZATION: 1}, {K.REFUND: 1}


@dataclass(frozen=True)
class Sums:
    """authorized, collected, refunded: by what succeeded; refunding: by what was asked, or may have been done, and is not answered yet.

    An import may tell the sums of a payment alone, or transactions that do not come to them: what it told counts, and transactions made here
    add to that (`add`). Of an order made here the sums of a payment are those of its transactions.
    """

    authorized: Decimal = ZERO
    collected: Decimal = ZERO
    refunded: Decimal = ZERO
    refunding: Decimal = ZERO


def sums_of(transactions: Iterable[Transaction]) -> Sums:
    rows = list(transactions)
    done, asked = [one for one in rows if one.succeeded], [one for one in rows if one.state in Transaction.OPEN]
    return Sums(_sum(done, AUTHORIZED), _sum(done, COLLECTED), _sum(done, REFUNDED), _sum(asked, REFUNDED))


def add(payment: Payment, *transactions: Transaction) -> None:
    """Let the sums of a payment follow what was done with it just now; saves nothing."""
    more = sums_of(transactions)
    payment.collected += more.collected
    payment.refunded += more.refunded


def _sum(transactions: Iterable[Transaction], signs: dict[K, int]) -> Decimal:
    return sum((one.amount * signs.get(K(one.kind), 0) for one in transactions), ZERO)


def _sql(signs: dict[K, int], states: Iterable[str]) -> str:
    """A sum over the transactions `t`; NULL where none of these kinds is there."""
    cases = " ".join(f"WHEN '{kind}' THEN {sign} * t.amount" for kind, sign in signs.items())
    kinds, among = (", ".join(f"'{one}'" for one in some) for some in (signs, sorted(states)))
    return f"sum(CASE t.kind {cases} END) FILTER (WHERE t.kind IN ({kinds}) AND t.state IN ({among}))"


_DONE = (Transaction.State.SUCCEEDED,)
SQL = f"""{_sql(AUTHORIZED, _DONE)} AS authorized, {_sql(COLLECTED, _DONE)} AS collected, {_sql(REFUNDED, _DONE)} AS refunded,
  {_sql(REFUNDED, Transaction.OPEN)} AS refunding"""
"""The same as the columns of a query over transactions `t`; NULL where nothing tells a sum."""
