"""The `moderator` command."""

from moderator.commands import main

if __name__ == "__main__":
    main()
