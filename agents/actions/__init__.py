from agents.actions.accounts import change_agent, change_password, create_agent, send_password_link, send_test_mail, set_password
from agents.actions.log_ins import end_log_in, end_other_log_ins
from agents.actions.preferences import arrange_table, change_preferences, turn_theme
from agents.actions.roles import change_role, create_role, delete_role, rule_role, set_ceilings
from agents.actions.searches import delete_search, rename_search, save_search, share_search, withdraw_search
from agents.actions.second_factor import make_recovery_codes, reset_second_factor, set_up_second_factor, switch_off_second_factor
from agents.actions.sessions import close_session, close_tab, open_session, open_tab, open_tab_of_other, pin_tab, reopen_session, undo_closing
from agents.actions.settings import add_settings, remove_settings, save_settings

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
    "end_log_in",
    "end_other_log_ins",
    "make_recovery_codes",
    "open_session",
    "open_tab",
    "open_tab_of_other",
    "pin_tab",
    "remove_settings",
    "rename_search",
    "reopen_session",
    "reset_second_factor",
    "rule_role",
    "save_search",
    "save_settings",
    "send_password_link",
    "send_test_mail",
    "set_ceilings",
    "set_password",
    "set_up_second_factor",
    "share_search",
    "switch_off_second_factor",
    "turn_theme",
    "undo_closing",
    "withdraw_search",
]
