"""Mail made readable: HTML to text, the writer's own words apart from all else, and the language they are in."""

from tandem.language.cleaning.html import html_to_text
from tandem.language.cleaning.language import Language, identify_language
from tandem.language.cleaning.mail import MailPart, PartKind, own_words, split_mail

__all__ = ["Language", "MailPart", "PartKind", "html_to_text", "identify_language", "own_words", "split_mail"]
