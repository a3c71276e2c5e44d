"""The settings: a page generated from `moderator/settings.py`."""
