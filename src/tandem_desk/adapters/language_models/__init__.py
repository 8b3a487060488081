"""Language models behind an OpenAI-compatible endpoint, as writers whose every sentence is verified."""

from tandem_desk.adapters.language_models.endpoint import Endpoint
from tandem_desk.adapters.language_models.writer import EndpointWriter, configured_writer

__all__ = ["Endpoint", "EndpointWriter", "configured_writer"]
