"""Limits tried out before they hold: a month of comments, the persons of a roster, a policy, and what would come of it.

The rules are the program's own, called as the desk calls them: `scheduling` says who is served what, `wellbeing.limits`
when it is enough, `wellbeing.breaks` when to rest, `wellbeing.exposure` what a look costs. Only persons and comments are
made up, so nothing here says anything about anybody: persons are numbers, and they have no past.

What is supposed of them stands in `persons`: how long a card takes, and that every veiled card is read once. It is an
illustration of what the numbers of a policy do to each other. It is no validation, and no forecast of anybody's health.

Pure: no clock, no store. The same seed gives the same month.
"""
