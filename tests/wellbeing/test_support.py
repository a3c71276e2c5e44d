"""What may stand on the support card, and how old it may get."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from moderator.problems import BadInput
from moderator.wellbeing import support
from moderator.wellbeing.support import EMERGENCY, Number, Rights, Service, Support

TODAY = date(2026, 11, 25)
EAP = Service("Talk Line", "1800 555 000", "day and night", "https://talk.example/staff", True)


def test_the_emergency_numbers_are_those_of_the_country():
    assert [each.phone for each in EMERGENCY] == ["000", "131 444", "13 11 14"]


def test_what_is_entered_bears_the_day_and_what_is_left_as_it_was_keeps_its_own():
    first = support.dated(Support(EAP, (Number("Union", "02 5550 0000"),)), Support(), TODAY)
    assert (first.service.checked, first.numbers[0].checked, first.rights.checked) == (TODAY, TODAY, None)
    later = TODAY + timedelta(days=30)
    second = support.dated(replace(first, service=replace(first.service, hours="nine to five")), first, later)
    assert (second.service.checked, second.numbers[0].checked) == (later, TODAY)
    third = support.dated(second, second, later, all_of_it=True)
    assert third.numbers[0].checked == later


def test_a_day_that_somebody_brings_along_is_not_believed():
    made = support.dated(Support(replace(EAP, checked=date(2099, 1, 1))), Support(), TODAY)
    assert made.service.checked == TODAY


def test_after_a_year_an_entry_is_to_be_looked_at_again():
    kept = support.dated(Support(EAP, (), Rights(contact="Kim")), Support(), TODAY)
    assert support.old(kept, TODAY + timedelta(days=365)) == []
    assert support.old(kept, TODAY + timedelta(days=366)) == ["Talk Line", "the contacts under Rights"]


@pytest.mark.parametrize(
    "link",
    [
        "http://talk.example",
        "talk.example",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "https://",
        "https://kim@talk.example",
        "https://talk.example/a b",
        "https://[talk.example",
        "https://talk.example/\u202egnp",
        "https://talk.example/" + "x" * 200,
    ],
)
def test_only_a_plain_https_address_is_taken(link: str):
    with pytest.raises(BadInput):
        support.dated(Support(replace(EAP, link=link)), Support(), TODAY)


@pytest.mark.parametrize(
    "wrong",
    [
        Support(replace(EAP, name="Talk\nLine")),
        Support(replace(EAP, name="Talk \u202eeniL")),
        Support(replace(EAP, phone="call us")),
        Support(replace(EAP, hours="x" * 121)),
        Support(Service(confidential=True)),
        Support(EAP, (Number("", "1"),)),
        Support(EAP, (Number("Union", ""),)),
        Support(EAP, tuple(Number(f"N{n}", str(n)) for n in range(13))),
        Support(EAP, (), Rights(objecting="x" * 401)),
    ],
)
def test_what_cannot_be_read_or_dialled_is_refused(wrong: Support):
    with pytest.raises(BadInput):
        support.dated(wrong, Support(), TODAY)


def test_a_number_is_written_as_people_write_it():
    assert support.number_of("Union, out of hours: 02 5550 0000") == Number(
        "Union, out of hours", "02 5550 0000"
    )
    for wrong in ("02 5550 0000", "Union:", ": 12", "Union: soon"):
        with pytest.raises(BadInput):
            support.number_of(wrong)


def test_what_is_kept_is_read_as_it_was_and_anything_else_is_no_card():
    made = support.dated(Support(EAP, (Number("Ünion", "1"),), Rights("a", "b", "c")), Support(), TODAY)
    assert support.read(support.write(made)) == made
    for other in ("", "[]", "{}", '{"service": {"colour": 1}, "numbers": [], "rights": {}}', "null"):
        with pytest.raises(ValueError, match=r"."):
            support.read(other)
