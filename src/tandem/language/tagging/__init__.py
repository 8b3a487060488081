"""Tagging: stretches of a text that bear one of your own labels, learned from a handful of examples on."""

from tandem.language.tagging.features import Reader
from tandem.language.tagging.fitting import fit_tagger
from tandem.language.tagging.storage import read_tagger, write_tagger
from tandem.language.tagging.tagger import Labelled, Tag, Tagger

__all__ = ["Labelled", "Reader", "Tag", "Tagger", "fit_tagger", "read_tagger", "write_tagger"]
