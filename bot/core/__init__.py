"""The part that thinks: no files, sockets, clock, environment, logging or await in here."""
