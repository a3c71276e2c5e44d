"""What the desk does while nobody looks: one window of a home, the tray, the veil when the session is left."""
