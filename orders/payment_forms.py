"""What is typed of money that came in."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.timezone import localdate
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from carts.forms import MOST_DIGITS, OnceForm, VersionedForm
from contactcenter.amounts import AmountField, write_amount
from contactcenter.dates import read_day, typed_day
from contactcenter.errors import Unreadable
from contactcenter.money import format_money
from orders.figures import money_of
from orders.models import Order, Payment

OTHER = "other"
"""For money of which no payment waits."""
YEAR = timedelta(days=364)


class PastDayField(forms.CharField):
    """A day that has been as it is typed: with or without the year, which is then the last one that had it."""

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        try:
            return read_day(text, since=localdate() - YEAR)
        except Unreadable as wrong:
            raise forms.ValidationError(str(wrong)) from None


class RecordPaymentForm(OnceForm):
    """version: of the order. payment: one of those that take money, or OTHER; the first of them, all that is owed, and today, until somebody
    chooses."""

    payment = forms.ChoiceField(
        label=_("For"), error_messages={"invalid_choice": _("This payment takes nothing any more. Choose what the money is for.")}
    )
    received_on = PastDayField(label=_("Day received"), max_length=10, error_messages={"required": _("Type the day on which it came in.")})
    reference = forms.CharField(
        label=_("Reference"), max_length=120, required=False, help_text=_("As the bank writes it, or the number of the receipt.")
    )
    all_the_same = forms.BooleanField(label=_("Record it all the same"), required=False)

    field_order = ["payment", "amount", "received_on", "reference", "all_the_same"]

    def __init__(self, data: Any = None, *, order: Order, payments: Sequence[Payment]) -> None:
        self.takers = [one for one in payments if one.takes_money]
        super().__init__(data, auto_id="record-payment-%s", initial=_initial(order, self.takers))
        self.order, self.payments = order, payments
        self.fields["amount"] = AmountField(
            order.currency,
            label=gettext("Amount, %(currency)s") % {"currency": order.currency},
            error_messages={"required": _("Type how much came in.")},
        )
        self.fields["amount"].widget = forms.TextInput({"inputmode": "decimal"})  # its label tells the currency
        self.order_fields(self.field_order)
        self.fields["payment"].choices = [(str(one.pk), _called(one)) for one in self.takers] + [(OTHER, gettext("Another payment"))]  # type: ignore[attr-defined]
        if not order.came_to_nothing:
            del self.fields["all_the_same"]
        for name in ("amount", "received_on", "reference"):
            self.fields[name].widget.attrs |= {"autocomplete": "off", "data-was": self.initial.get(name, "")}

    def clean_payment(self) -> int | None:
        chosen = self.cleaned_data["payment"]
        return int(chosen) if chosen != OTHER else None

    @property
    def chosen(self) -> Payment | None:
        """What stands in the form now, sent or not."""
        wanted = str(self["payment"].value() or "")
        return next((one for one in self.takers if str(one.pk) == wanted), None)

    @property
    def typed_amount(self) -> Any:
        """What stands in the form now, if it is an amount; else None."""
        field = self.fields["amount"]
        try:
            return field.clean(self["amount"].value())
        except forms.ValidationError:
            return None


class VoidPaymentForm(VersionedForm):
    """payment: the id of the one that is given up."""

    payment = forms.IntegerField(min_value=1, max_value=10**MOST_DIGITS - 1, widget=forms.HiddenInput)


def _initial(order: Order, takers: Sequence[Payment]) -> dict[str, Any]:
    first = next(iter(takers), None)
    owed = money_of(order).owed
    asked = min(owed, first.amount - first.collected) if first else owed
    return {
        "version": order.version,
        "payment": str(first.pk) if first else OTHER,
        "amount": write_amount(asked, order.currency) if asked > 0 else "",
        "received_on": typed_day(_today(order)),
    }


def _today(order: Order) -> date:
    return localdate(timezone=ZoneInfo(order.channel.timezone))


def _called(payment: Payment) -> str:
    open_amount = max(payment.amount - payment.collected, type(payment.amount)(0))
    return f"{payment}, {format_money(open_amount, payment.currency)}"
