"""What staff type to try a promotion: the number of an open cart, or products as they are typed for a cart."""

from functools import partial
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agents.actors import Actor
from carts.contents import Contents, contents_of
from carts.forms import AddItemsForm, read_several
from carts.models import Cart
from carts.trying import cart_of
from catalog.called import called_so, find_sellable
from catalog.models import Variant
from contactcenter.errors import RuleError
from contactcenter.names import shown
from promotions.models import Promotion


class TrialForm(forms.Form):
    """`contents`: of the cart that was named or typed, once it is valid."""

    contents: Contents
    cart = forms.CharField(label=_("Number of an open cart"), max_length=40, required=False)
    wanted = forms.CharField(
        label=_("Or products, one a line"),
        max_length=10_000,
        required=False,
        widget=forms.Textarea({"rows": 4, "cols": 40}),
        help_text=_("With or without how many: LAMP-1*2."),
        error_messages={"max_length": AddItemsForm.SAID["max_length"]},
    )

    def __init__(self, *args: Any, actor: Actor, promotion: Promotion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor, self.promotion = actor, promotion

    def clean_cart(self) -> str:
        number: str = self.cleaned_data["cart"].strip()
        if number:
            seen = Cart.objects.visible_to(self.actor).filter(number=number, status=Cart.Status.OPEN)
            found = seen.select_related("channel", "customer__customer_set", "account").first()
            if found is None:
                raise forms.ValidationError(gettext("There is no open cart with this number."))
            self.contents = contents_of(found)
        return number

    def clean_wanted(self) -> list[tuple[Variant, int]]:
        channel, seen = self.promotion.channel, self.actor.channel_ids
        if not self.cleaned_data["wanted"].strip():
            return []
        known = partial(called_so, channel, seen=seen)
        found, refused = [], []
        for number, one in enumerate(read_several(self.cleaned_data["wanted"], known), 1):
            try:
                if one.quantity == 0:
                    raise RuleError("bad_quantity", gettext("No quantity can be read out of it."))
                found.append((find_sellable(one.what, channel, seen=seen), one.quantity or 1))
            except RuleError as error:
                line = {"number": number, "typed": shown(one.typed), "reason": error.message}
                refused.append(gettext("Line %(number)d, “%(typed)s”: %(reason)s") % line)
        if refused:
            raise forms.ValidationError(refused)
        return found

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or self.cleaned_data
        if not self.errors and bool(facts["cart"]) == bool(facts["wanted"]):
            raise forms.ValidationError(gettext("Type the number of a cart, or products: one of the two."))
        if not self.errors and facts["wanted"]:
            self.contents = cart_of(self.promotion.channel, self.promotion.where, facts["wanted"])
        return facts
