"""Figures: what the totals say, computed and made fit to be shown. No files, no database, no clock in here."""
