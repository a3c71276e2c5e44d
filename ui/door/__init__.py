"""What stands before the desk: its key, a look at its file, its recovery sheet. Nothing of the desk is open here."""
