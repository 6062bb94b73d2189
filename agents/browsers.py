"""What a browser is called, from the words by which it introduces itself: enough for its owner to know it again."""

from django.utils.translation import gettext as _

# The first that is named counts: those built on another name it too.
BROWSERS = {"Edg": "Edge", "OPR/": "Opera", "SamsungBrowser": "Samsung Internet", "Firefox": "Firefox", "FxiOS": "Firefox", "CriOS": "Chrome", "Chrome": "Chrome", "Safari": "Safari"}  # fmt: skip # noqa: E501
SYSTEMS = {"iPhone": "iPhone", "iPad": "iPad", "Android": "Android", "Windows": "Windows", "Mac OS": "Mac", "CrOS": "ChromeOS", "Linux": "Linux"}


def browser_name(introduction: str) -> str:
    """ "Firefox on Windows" of a User-Agent header."""
    browser = next((name for sign, name in BROWSERS.items() if sign in introduction), "")
    system = next((name for sign, name in SYSTEMS.items() if sign in introduction), "")
    if browser and system:
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or _("Another program")
