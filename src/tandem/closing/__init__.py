"""Overcoming objections and close: odds, prices, contracts."""
