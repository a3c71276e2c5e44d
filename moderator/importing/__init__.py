"""Files become comments: what an agency has in its exports and archives joins the same queue.

`recognising` says what a file is, `sources` reads it entry by entry (`tables`, `objects`, `sheets`, `archives`);
`proposing` and `presets` say which column means what; `looking` tells a person of it without a word from the file;
`reading` makes comments; `knowing` recognises what was gathered already; `running` stores them as a job that may be
stopped, killed and gone on with.
"""
