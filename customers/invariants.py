"""What must always be true of customers; see contactcenter.invariants."""

from contactcenter.invariants import Invariant, register

register(
    Invariant(
        "A member belongs to an account of the same channel.",
        """SELECT k.number, a.number FROM customers_accountmember m JOIN customers_account a ON a.id = m.account_id
           JOIN customers_customer k ON k.id = m.customer_id WHERE a.channel_id <> k.channel_id""",
    ),
    Invariant("A mail was sent once or waits.", "SELECT id, status FROM customers_message WHERE (status = 'sent') <> (sent_at IS NOT NULL)"),
)
