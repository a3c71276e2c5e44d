"""The core of the Moderator console: everything but the window. It never imports PySide6 or `ui`."""

__version__ = "0.1.0"
