"""The records app's part of `tandem-desk`."""
