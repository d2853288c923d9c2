"""The command line; commands.py names the commands, each in a module of its own."""
