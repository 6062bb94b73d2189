from agents.actions.accounts import change_password
from agents.actions.preferences import change_preferences, turn_theme
from agents.actions.sessions import close_session, close_tab, open_session, open_tab, open_tab_of_other, reopen_session

__all__ = [
    "change_password",
    "change_preferences",
    "close_session",
    "close_tab",
    "open_session",
    "open_tab",
    "open_tab_of_other",
    "reopen_session",
    "turn_theme",
]
