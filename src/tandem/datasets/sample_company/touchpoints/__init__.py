"""Touchpoints of all channels, made block by block so that any number can be streamed."""
