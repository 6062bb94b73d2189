from agents.actions.accounts import change_agent, change_password, create_agent, send_password_link, send_test_mail, set_password
from agents.actions.preferences import arrange_table, change_preferences, turn_theme
from agents.actions.roles import change_role, create_role, delete_role
from agents.actions.searches import delete_search, rename_search, save_search, share_search, withdraw_search
from agents.actions.sessions import close_session, close_tab, open_session, open_tab, open_tab_of_other, reopen_session
from agents.actions.settings import add_settings, delete_settings, save_settings

__all__ = [
    "add_settings",
    "arrange_table",
    "change_agent",
    "change_password",
    "change_preferences",
    "change_role",
    "close_session",
    "close_tab",
    "create_agent",
    "create_role",
    "delete_role",
    "delete_search",
    "delete_settings",
    "open_session",
    "open_tab",
    "open_tab_of_other",
    "rename_search",
    "reopen_session",
    "save_search",
    "save_settings",
    "send_password_link",
    "send_test_mail",
    "set_password",
    "share_search",
    "turn_theme",
    "withdraw_search",
]
