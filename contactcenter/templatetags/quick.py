"""Django's own `translate`, `url` and `static`, with what they answered before: a page has a hundred of them, and most never change."""

from functools import lru_cache
from typing import Any

from django import template
from django.template.base import Node, Parser, Token
from django.template.context import Context
from django.template.defaulttags import url as django_url
from django.templatetags.i18n import do_translate
from django.templatetags.static import StaticNode
from django.templatetags.static import static as address_of_file
from django.urls import get_script_prefix, reverse
from django.utils.html import conditional_escape
from django.utils.translation import get_language, gettext

register = template.Library()


def address(name: str, *args: Any) -> str:
    """The path of a view of ours."""
    return _reversed(get_script_prefix(), name, *args)


@lru_cache(maxsize=8192)
def _reversed(prefix: str, name: str, *args: Any) -> str:
    return reverse(name, args=args)


@register.tag
def translate(parser: Parser, token: Token) -> Node:
    """{% translate "Text" %}; any other form is Django's own tag."""
    bits = token.split_contents()
    literal = len(bits) == 2 and bits[1][0] in "\"'" and bits[1][-1] == bits[1][0]
    return Words(bits[1][1:-1]) if literal else do_translate(parser, token)


class Words(Node):
    """A text of a template, looked up once per language; as with Django's tag, it may hold markup."""

    def __init__(self, text: str) -> None:
        self.message = text.replace("%", "%%")
        self.said: dict[str | None, str] = {}

    def render(self, context: Context) -> str:
        language = get_language()
        if language not in self.said:
            self.said[language] = gettext(self.message).replace("%%", "%")
        return self.said[language]


@register.tag
def url(parser: Parser, token: Token) -> Node:
    """{% url "name" argument… %}; with keywords, "as", or for the administration it is Django's own tag."""
    node = django_url(parser, token)
    name = str(node.view_name.var)
    plain = not (node.asvar or node.kwargs or name.startswith("admin:"))
    return Address(name, node.args) if plain and node.view_name.is_var is False else node


class Address(Node):
    def __init__(self, name: str, args: list[Any]) -> None:
        self.name, self.args = name, args

    def render(self, context: Context) -> str:
        return str(conditional_escape(address(self.name, *[arg.resolve(context) for arg in self.args])))


@register.tag
def static(parser: Parser, token: Token) -> Node:
    """{% static "path" %}; with a variable or "as" it is Django's own tag."""
    node = StaticNode.handle_token(parser, token)
    return node if node.varname or node.path.is_var is not False or node.path.filters else File(str(node.path.var))


class File(Node):
    """The address of a file, whose name holds the hash of what is in it: the same as long as the process runs."""

    def __init__(self, path: str) -> None:
        self.path = path

    def render(self, context: Context) -> str:
        return str(_file(self.path))


@lru_cache(maxsize=512)
def _file(path: str) -> str:
    return str(conditional_escape(address_of_file(path)))
