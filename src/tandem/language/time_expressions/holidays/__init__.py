"""Holidays as computed rules, country by country."""
