"""Transcripts, speech, documents and images."""
