"""Accounts, contacts, leads, deals and what belongs to them, with their change history; import, export."""
