"""How customers are grouped. Customers themselves are cared for in the console."""

from django.contrib import admin

from agents.settings_admin import SettingsAdmin
from customers.models import CustomerSet, Segment


@admin.register(CustomerSet, Segment)
class GroupAdmin(SettingsAdmin):
    exclude = ["organization"]
    list_display = ["name", "code"]
