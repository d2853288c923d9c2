"""Servers of the channels' providers, as far as the bot needs them, on loopback."""
