"""Every exchange about a payment becomes a transaction, which the database itself keeps; payments know their currency.

Each row is written once, into a table whose indexes are built when it is full.
"""

import uuid

import django.contrib.postgres.functions
import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

CURRENCIES = "UPDATE orders_payment AS p SET currency = o.currency FROM orders_order AS o WHERE o.id = p.order_id"
CARRY_OVER = """
INSERT INTO orders_transaction (id, payment_id, kind, state, amount, currency, reference, answer, manual, imported, asked_at, answered_at)
SELECT t.id, t.payment_id, CASE t.kind WHEN 'credit' THEN 'refund' ELSE t.kind END, CASE WHEN t.success THEN 'succeeded' ELSE 'declined' END,
       t.amount, o.currency, t.reference, t.note, t.manual, o.imported, t.at, t.at
FROM orders_paymentinteraction AS t JOIN orders_payment AS p ON p.id = t.payment_id JOIN orders_order AS o ON o.id = p.order_id ORDER BY t.id;
SELECT setval(pg_get_serial_sequence('orders_transaction', 'id'), greatest(1, max(id))) FROM orders_transaction
"""
CARRY_BACK = """
INSERT INTO orders_paymentinteraction (id, payment_id, kind, success, amount, reference, note, manual, at)
SELECT id, payment_id, CASE kind WHEN 'refund' THEN 'credit' WHEN 'chargeback' THEN 'credit' WHEN 'returned_debit' THEN 'credit'
       WHEN 'reversal' THEN 'capture' ELSE kind END, state = 'succeeded', amount, reference, answer, manual, asked_at
FROM orders_transaction ORDER BY id;
SELECT setval(pg_get_serial_sequence('orders_paymentinteraction', 'id'), greatest(1, max(id))) FROM orders_paymentinteraction
"""
# What a file told is for the next file to tell anew; of all other rows the state alone moves, once, and what was answered with it.
GUARD = """
CREATE FUNCTION guard_transaction() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state NOT IN ('asked', 'unknown') OR NEW.state = 'asked' AND OLD.state <> 'asked' THEN
    RAISE EXCEPTION 'transaction % was answered already', OLD.id USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF (NEW.id, NEW.payment_id, NEW.kind, NEW.amount, NEW.currency, NEW.request_id, NEW.manual, NEW.imported, NEW.actor_kind, NEW.actor_id,
      NEW.actor_name, NEW.asked_at) IS DISTINCT FROM (OLD.id, OLD.payment_id, OLD.kind, OLD.amount, OLD.currency, OLD.request_id, OLD.manual,
      OLD.imported, OLD.actor_kind, OLD.actor_id, OLD.actor_name, OLD.asked_at) THEN
    RAISE EXCEPTION 'what transaction % asked for does not change', OLD.id USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER transaction_moves_once BEFORE UPDATE ON orders_transaction FOR EACH ROW WHEN (NOT (OLD.imported AND NEW.imported))
  EXECUTE FUNCTION guard_transaction();
CREATE TRIGGER transaction_stays BEFORE DELETE ON orders_transaction FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER transaction_not_emptied BEFORE TRUNCATE ON orders_transaction FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
"""
UNGUARD = """
DROP TRIGGER transaction_not_emptied ON orders_transaction;
DROP TRIGGER transaction_stays ON orders_transaction;
DROP TRIGGER transaction_moves_once ON orders_transaction;
DROP FUNCTION guard_transaction();
"""
KINDS = [
    ("authorization", "Authorisation"), ("capture", "Capture"), ("void", "Void"), ("refund", "Refund"), ("chargeback", "Chargeback"),
    ("reversal", "Reversal"), ("returned_debit", "Returned debit"), ("request", "Payment requested"),
]  # fmt: skip
STATES = [("asked", "asked"), ("unknown", "unknown"), ("succeeded", "succeeded"), ("declined", "declined"), ("failed", "failed")]

PAYMENT_STATES = [
    ("none", "No payment"), ("pending", "Awaiting payment"), ("authorized", "Authorised"), ("partially_paid", "Partially paid"), ("paid", "Paid"),
    ("declined", "Payment declined"), ("partially_refunded", "Partially refunded"), ("refunded", "Refunded"), ("owed_back", "To be refunded"),
    ("void", "Voided"),
]  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("agents", "0027_steps"), ("orders", "0014_properties")]

    operations = [
        migrations.AddField("payment", "currency", models.CharField(db_default="", default="", max_length=3, verbose_name="currency")),
        migrations.RunSQL(CURRENCIES, migrations.RunSQL.noop),
        migrations.CreateModel(
            name="Transaction",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(choices=KINDS, max_length=20)),
                ("state", models.CharField(choices=STATES, default="asked", max_length=10)),
                ("amount", models.DecimalField(decimal_places=4, max_digits=18)),
                ("currency", models.CharField(max_length=3)),
                (
                    "request_id",
                    models.UUIDField(db_default=django.contrib.postgres.functions.RandomUUID(), default=uuid.uuid4, editable=False, unique=True),
                ),
                ("reference", models.CharField(blank=True, max_length=120, verbose_name="reference")),
                ("code", models.CharField(blank=True, db_default="", default="", max_length=60)),
                ("answer", models.CharField(blank=True, db_default="", default="", max_length=300)),
                ("manual", models.BooleanField(default=False)),
                ("imported", models.BooleanField(db_default=False, default=False)),
                ("actor_kind", models.CharField(db_default="system", default="system", max_length=10)),
                ("actor_id", models.BigIntegerField(null=True)),
                ("actor_name", models.CharField(db_default="", default="", max_length=150)),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("answered_at", models.DateTimeField(null=True)),
                (
                    "payment",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="transactions", to="orders.payment"),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [models.CheckConstraint(condition=models.Q(("amount__gte", 0)), name="transaction_not_negative")],
            },
        ),
        migrations.RunSQL(CARRY_OVER, CARRY_BACK),
        migrations.DeleteModel("PaymentInteraction"),
        migrations.RunSQL(GUARD, UNGUARD),
        migrations.AlterField(
            "order",
            "payment_status",
            models.CharField(choices=PAYMENT_STATES, default="pending", max_length=20, verbose_name="payment status"),
        ),
    ]
