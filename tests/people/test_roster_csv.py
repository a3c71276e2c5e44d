from __future__ import annotations

from datetime import date

import pytest

from moderator.people import roster_csv
from moderator.people.roster_csv import Line
from moderator.problems import BadInput

PLAIN = "person,date,start,end\nAsha M.,2026-11-23,08:00,16:00\nTom R.,2026-11-23,22:00,06:00\n"
MEANS = (
    Line(2, "Asha M.", date(2026, 11, 23), 480, 960, ""),
    Line(3, "Tom R.", date(2026, 11, 23), 1320, 1800, ""),
)


@pytest.mark.parametrize(
    "data",
    [
        PLAIN.encode(),
        PLAIN.encode("utf-8-sig"),
        PLAIN.encode("utf-16"),
        PLAIN.replace(",", ";").encode(),
        PLAIN.replace(",", "\t").replace("\n", "\r\n").encode(),
        PLAIN.replace("2026-11-23", "23.11.2026").encode(),
        PLAIN.replace("person,date,start,end", '"Name","Day","From","To"').encode(),
        PLAIN.replace("08:00,16:00", "8:00 AM,4:00 PM").encode(),
    ],
)
def test_rosters_are_read_as_spreadsheets_write_them(data: bytes):
    read = roster_csv.read(data)
    assert read.wrong == ()
    assert read.lines == MEANS


def test_a_zone_of_its_own_and_columns_in_any_order():
    read = roster_csv.read(b"end;zone;start;team;name;date\n6;Australia/Sydney;22;x;Lin;2026-11-23")
    assert read.lines == (Line(2, "Lin", date(2026, 11, 23), 1320, 1800, "Australia/Sydney"),)


def test_each_wrong_line_is_named_with_its_number_and_why():
    read = roster_csv.read(
        b"person,date,start,end\n"
        b"Asha,2026-11-23,8,16\n"
        b"Asha,23/11/2026,8,16\n"
        b"\n"
        b"Asha,2026-02-30,8,16\n"
        b"Asha,2026-11-24,8,late\n"
        b",2026-11-24,8,16\n"
        b"Asha,2026-11-25,8,8\n"
        b"Asha,9999-11-25,8,9\n"
        b"Asha,2026-11-26\n"
    )
    assert [one.number for one in read.lines] == [2]
    assert [one.number for one in read.wrong] == [3, 5, 6, 7, 8, 9, 10]
    told = roster_csv.told(read.wrong).sentence()
    assert "line 3: “23/11/2026” is no date" in told
    assert "line 6: “late” is no time" in told
    assert "Nothing was imported" in told


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\n\n",
        b"a,b,c\n1,2,3\n",
        b"person,date,start\n",
        b"\x00\x01\x02",
        b"\xff\xff\xff",
        b"x" * 5_000_001,
    ],
)
def test_what_is_no_roster_is_refused_as_a_whole(data: bytes):
    with pytest.raises(BadInput):
        roster_csv.read(data)


def test_a_broken_quotation_does_not_swallow_the_file_without_a_word():
    read = roster_csv.read(b'person,date,start,end\n"Asha,2026-11-23,8,16\nTom,2026-11-23,8,16\n')
    assert read.lines == ()
    assert len(read.wrong) == 1


@pytest.mark.parametrize("length", [2_000, 200_000])
def test_an_endless_cell_is_told_calmly(length: int):
    """The reader's own bound is this whole process's: whichever is met first names the line."""
    try:
        told = roster_csv.told(
            roster_csv.read(b"person,date,start,end\n" + b"x" * length + b",2026-11-23,8,16\n").wrong
        )
    except BadInput as refused:
        told = refused
    assert "line 2" in told.sentence().lower()
