"""E-mail, phone and web addresses in one normal form each."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tandem.tables.values import domain_of, email_key, is_free_mail, normal_email, normal_phone


@pytest.mark.parametrize(
    "text", ["", "ann", "ann@", "@example.com", "ann@example", "a b@example.com", "ann@ex..com", "ann@a.b,c@d.e"]
)
def test_what_is_no_address_is_refused(text):
    assert normal_email(text) == ""


def test_an_address_is_taken_out_of_what_stands_around_it():
    assert normal_email("mailto:Ann@Example.COM") == "Ann@example.com"
    assert normal_email('"Lee, Ann" <ann@example.com>') == "ann@example.com"


def test_spellings_of_one_mailbox_share_a_key():
    assert email_key("Ann.Lee+News@Example.com") == "ann.lee@example.com"
    assert email_key("a.n.n@googlemail.com") == email_key("ANN@gmail.com")
    assert email_key("a.nn@example.com") != email_key("ann@example.com")


@settings(deadline=None)
@given(st.emails())
def test_the_normal_form_is_its_own_normal_form(address):
    normal = normal_email(address)
    assert normal_email(normal) == normal


@pytest.mark.parametrize(
    ("text", "region", "number"),
    [
        ("+49 30 123456", "", "+4930123456"),
        ("0049 30 123456", "DE", "+4930123456"),
        ("+49 (0)30 123456", "", "+4930123456"),
        ("(415) 555-2671", "US", "+14155552671"),
        ("020 7946 0018", "GB", "+442079460018"),
        ("06 12 34 56 78", "FR", "+33612345678"),
        ("02 1234 5678", "IT", "+390212345678"),
        ("+14155552671 ext. 12", "", "+14155552671;ext=12"),
        ("020 7946 0018", "", ""),
        ("n/a", "DE", ""),
        ("12", "DE", ""),
    ],
)
def test_phone_numbers_take_their_international_form(text, region, number):
    assert normal_phone(text, region) == number


@pytest.mark.parametrize(
    ("address", "domain"),
    [
        ("http://www.example.com/a?b", "example.com"),
        ("example.com", "example.com"),
        ("https://shop.example.co.uk:8080", "shop.example.co.uk"),
        ("ann@example.com", "example.com"),
        ("ann@gmx.de", ""),
        ("localhost", ""),
        ("http://[bad", ""),
        ("", ""),
        ("10.0.0.1", ""),
    ],
)
def test_domains(address, domain):
    assert domain_of(address) == domain


def test_free_mail():
    assert is_free_mail("GMail.com")
    assert not is_free_mail("example.com")
