"""The sample company as files, spelled as other systems export: for trying imports, in tests and by hand."""

from tandem.datasets.sample_company.files.writing import DIALECTS, write_files

__all__ = ["DIALECTS", "write_files"]
