"""A simulated B2B seller over some years, of any size, whose true parameters are known and can be asked for."""

from tandem.datasets.sample_company.company import SampleCompany, simulate
from tandem.datasets.sample_company.files import write_files
from tandem.datasets.sample_company.settings import SampleSettings
from tandem.datasets.sample_company.truth import Truth

__all__ = ["SampleCompany", "SampleSettings", "Truth", "simulate", "write_files"]
