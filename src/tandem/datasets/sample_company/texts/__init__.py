"""The words of mails, calls, notes, tickets and forms: a template grammar whose labels are known."""
