"""The history: what was decided, found again."""
