from tandem.datasets.tiny import four_leads, one_mail_scanned, two_deals_with_history
from tandem.kernel.timeline import Change, value_as_of
from tandem.kernel.vocabulary import SubjectKind
from tandem.tables.schema import TABLES


def test_the_winner_of_four_leads_leads_in_every_sign() -> None:
    leads = four_leads()
    winner, others = leads[leads["is_converted"]].iloc[0], leads[~leads["is_converted"]]
    for sign in ("n_employees", "n_web_visits", "n_positive_replies"):
        assert (winner[sign] > others[sign]).all()


def test_the_history_of_two_deals_folds_to_their_present_state() -> None:
    deals, changes = two_deals_with_history()
    for deal in deals.itertuples():
        for field in ("deal_stage", "close_on"):
            own = changes[(changes["subject_id"] == deal.id) & (changes["field"] == field)]
            if own.empty:
                continue
            last = own.iloc[-1]
            assert last["new"] == str(getattr(deal, field))
            rows = [
                Change(
                    SubjectKind.OPPORTUNITY, row.subject_id, field, row.old, row.new, row.valid_from, row.recorded_at
                )
                for row in own.itertuples()
            ]
            assert value_as_of(last["new"], rows, as_of=deal.created_at) == own.iloc[0]["old"]
    assert set(changes.columns) <= set(TABLES["changes"].column_names)


def test_a_scanner_clicks_within_seconds_and_a_person_does_not() -> None:
    touchpoints = one_mail_scanned()
    sent = touchpoints.loc[0, "occurred_at"]
    clicks = touchpoints[touchpoints["kind"] == "email_click"]
    seconds = (clicks["occurred_at"] - sent).dt.total_seconds()
    assert (seconds[clicks["is_machine"]] < 10).all()
    assert (seconds[~clicks["is_machine"]] > 600).all()
