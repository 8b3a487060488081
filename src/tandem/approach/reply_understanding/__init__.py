"""Reply understanding: your own labels on replies and other texts, each with a probability, or none and why."""

from tandem.approach.reply_understanding.card import ReplyCard
from tandem.approach.reply_understanding.examples import LabelledTexts, read_examples
from tandem.approach.reply_understanding.model import ReplyUnderstanding
from tandem.approach.reply_understanding.reliability import Reliability
from tandem.language.heads import Prediction

__all__ = ["LabelledTexts", "Prediction", "Reliability", "ReplyCard", "ReplyUnderstanding", "read_examples"]
