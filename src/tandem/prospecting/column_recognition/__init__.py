"""Column recognition: which table and which fields an unknown file holds, with a confidence, shown and correctable."""

from tandem.prospecting.column_recognition.function import ColumnRecognition, TableSample
from tandem.prospecting.column_recognition.proposal import ColumnProposal, Question, Recognition, TableProposal, Use
from tandem.prospecting.column_recognition.recognition import Sample, recognise, recognise_as

__all__ = [
    "ColumnProposal",
    "ColumnRecognition",
    "Question",
    "Recognition",
    "Sample",
    "TableProposal",
    "TableSample",
    "Use",
    "recognise",
    "recognise_as",
]
