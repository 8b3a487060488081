from tandem.datasets.sample_company.files.salesforce_words import FIELDS, LEAD_STATUSES, STAGES
from tandem.datasets.sample_company.lead_history import STATUSES
from tandem.datasets.sample_company.opportunities import STAGES as OWN_STAGES
from tandem.tables.schema import TABLES


def test_every_status_and_stage_has_its_word() -> None:
    assert set(LEAD_STATUSES) == set(STATUSES)
    assert set(STAGES) == set(OWN_STAGES)


def test_tracked_fields_are_columns_of_ours() -> None:
    assert set(FIELDS["lead"]) <= set(TABLES["leads"].column_names)
    assert set(FIELDS["opportunity"]) <= set(TABLES["opportunities"].column_names)
