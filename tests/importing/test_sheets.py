"""Workbooks: the values that were last calculated, dates of both epochs, and none of the ways to misuse XML or ZIP."""

from __future__ import annotations

import tracemalloc
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from moderator.importing import recognising, sources
from moderator.importing.recognising import Wish
from moderator.problems import BadInput
from tests.importing.conftest import plan_of, read, rows, texts

SHEET = "xl/worksheets/sheet1.xml"
LINES = [
    ["Date", "Author", "Message", "Id"],
    [datetime(2026, 11, 4, 12, 30), "ann", "You absolute turnip", 12345],
    [datetime(2026, 11, 5), "bob", "Thanks", 12346],
]


def workbook(path: Path, sheets: dict[str, list[list[object]]], change: Any = None, **options: Any) -> Path:
    """As Excel writes it: the strings that cells share stand apart."""
    options = {"default_date_format": "dd/mm/yy hh:mm", "strings_to_urls": False, **options}
    with xlsxwriter.Workbook(path, options) as book:
        for name, lines in sheets.items():
            sheet = book.add_worksheet(name)
            for at, line in enumerate(lines):
                sheet.write_row(at, 0, line)
        if change is not None:
            change(book)
    return path


def changed(path: Path, part: str, change: Callable[[bytes], bytes]) -> Path:
    """The same workbook with one of its parts written anew."""
    out = path.with_name("changed.xlsx")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            body = old.read(info)
            new.writestr(info.filename, change(body) if info.filename == part else body)
    return out


def refusal(path: Path) -> str:
    with pytest.raises(BadInput) as refused:
        texts(path)
    return refused.value.sentence()


def test_a_workbook_gives_its_comments_with_dates_and_ids(tmp_path):
    path = workbook(tmp_path / "x.xlsx", {"Mentions": LINES})
    one, two = rows(path)
    assert (one.comment.text, one.comment.author) == ("You absolute turnip", "ann")
    assert one.comment.native_id == "12345"
    assert one.comment.posted_at == datetime(2026, 11, 4, 12, 30, tzinfo=UTC)
    assert two.comment.posted_at == datetime(2026, 11, 5, tzinfo=UTC)
    assert [where for where, _ in read(path)] == ["row 2 of Mentions", "row 3 of Mentions"]
    assert one.comment.raw == b'["2026-11-04T12:30:00", "ann", "You absolute turnip", 12345]'


def test_dates_counted_from_1904_are_the_same_dates(tmp_path):
    path = workbook(tmp_path / "x.xlsx", {"Mentions": LINES}, date_1904=True)
    assert rows(path)[0].comment.posted_at == datetime(2026, 11, 4, 12, 30, tzinfo=UTC)


def test_a_title_a_merged_group_and_blank_rows_above_the_header(tmp_path):
    def merge(book: xlsxwriter.Workbook) -> None:
        sheet = book.get_worksheet_by_name("Mentions")
        sheet.merge_range("A1:D1", "Export of 4 November")
        sheet.merge_range("A3:A4", "Message")

    lines = [
        ["Export of 4 November"],
        [],
        ["Message", "Who"],
        ["", "Author", "Date", "URL"],
        ["Hello", "ann", "2026-11-04", "https://x.com/a/status/1"],
        ["Bye", "bob", "2026-11-05"],
    ]
    path = workbook(tmp_path / "x.xlsx", {"Mentions": lines}, merge)
    plan = plan_of(path)
    assert plan.form.names == ("Message", "Author", "Date", "URL")
    found = [(row.comment.text, row.comment.author) for row in rows(path, plan)]
    assert found == [("Hello", "ann"), ("Bye", "bob")]


def test_the_sheet_with_the_comments_is_found_and_another_can_be_named(tmp_path):
    lines = {"Cover": [["Report", "2026"]], "Data": LINES, "More": [["text"], ["Other"]]}
    path = workbook(tmp_path / "x.xlsx", lines)
    assert plan_of(path).form.sheet == "Data"
    assert texts(path, plan_of(path, Wish(sheet="more"))) == ["Other"]
    assert recognising.recognise(path).other_sheets == ("Cover", "More")
    with pytest.raises(BadInput) as refused:
        recognising.recognise(path, Wish(sheet="Nope"))
    assert "no sheet “Nope”. It has: Cover, Data, More." in refused.value.sentence()


def test_a_hidden_sheet_is_not_taken_by_itself(tmp_path):
    def hide(book: xlsxwriter.Workbook) -> None:
        book.get_worksheet_by_name("New").activate()
        book.get_worksheet_by_name("Old").hide()

    path = workbook(tmp_path / "x.xlsx", {"Old": LINES, "New": LINES}, hide)
    assert plan_of(path).form.sheet == "New"


def test_a_formula_gives_the_value_that_was_last_calculated_and_is_never_run(tmp_path):
    def calculate(book: xlsxwriter.Workbook) -> None:
        sheet = book.get_worksheet_by_name("A")
        sheet.write_formula("A2", '=HYPERLINK("http://a.example")', None, "kept")
        sheet.write_formula("A3", "=1/0", None, "#DIV/0!")

    lines = [["text", "author"], ["", "ann"], ["", "bob"], ["plain", "eve"]]
    path = workbook(tmp_path / "x.xlsx", {"A": lines}, calculate)
    found = [getattr(row, "why", None) or row.comment.text for _, row in read(path)]
    assert found == ["kept", "It has no text", "plain"]


def test_signs_that_xml_cannot_hold_and_strings_of_several_pieces(tmp_path):
    path = workbook(tmp_path / "x.xlsx", {"A": [["text", "id"], ["one", 1], ["two", 2]]})
    shared = b"""<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">
    <si><t>text</t></si><si><t>id</t></si>
    <si><r><t xml:space="preserve">You </t></r><r><t>turnip_x0007_</t></r><rPh sb="0" eb="1"><t>KANA</t></rPh></si>
    <si><t>_xD83E__xDD54_ _x005F_x0041_</t></si></sst>"""
    path = changed(path, "xl/sharedStrings.xml", lambda _: shared)
    assert texts(path) == ["You turnip\a", "\U0001f954 _x0041_"]


def test_an_id_that_was_rounded_stands_for_no_comment(tmp_path):
    lines = [
        ["id", "text"],
        [2019525319007564010, "one"],
        [2019525319007564011, "two"],
        ["2019525319007564012", "three"],
    ]
    found = [row.comment.native_id for row in rows(workbook(tmp_path / "x.xlsx", {"A": lines}))]
    assert found[2] == "2019525319007564012"
    assert all(native.startswith("row-") for native in found[:2])
    assert len(set(found)) == 3


def test_cells_and_rows_that_do_not_say_where_they_stand(tmp_path):
    lines = [["text", "author", "url"], ["one", "ann", "https://a.example/1"]]
    path = workbook(tmp_path / "x.xlsx", {"A": lines})
    path = changed(path, SHEET, lambda body: _without_places(body))
    (row,) = rows(path)
    assert (row.comment.author, row.comment.url) == ("ann", "https://a.example/1")


def _without_places(body: bytes) -> bytes:
    for place in (b"A1", b"B1", b"C1", b"A2", b"B2", b"C2", b"1", b"2"):
        body = body.replace(b' r="' + place + b'"', b"")
    return body


# misuse

BOMB = (
    b"""<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "turnip"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>"""
)
OUTSIDE = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>"""


@pytest.mark.parametrize("begins", [BOMB, OUTSIDE, b"<!DOCTYPE x>"], ids=["bomb", "outside", "empty"])
@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml", SHEET])
def test_a_document_type_is_refused_in_every_part(tmp_path, begins, part):
    path = workbook(tmp_path / "x.xlsx", {"A": LINES})
    path = changed(path, part, lambda body: begins + body[body.index(b"?>") + 2 :])
    assert "document type" in refusal(path)


def test_a_workbook_that_unpacks_to_far_more_than_it_is_is_refused_in_little_memory(tmp_path):
    path = workbook(tmp_path / "x.xlsx", {"A": LINES})
    row = b'<row><c t="inlineStr"><is><t>' + b"a" * 1000 + b"</t></is></c></row>"
    more = row * 60_000 + b"</sheetData>"
    path = changed(path, SHEET, lambda body: body.replace(b"</sheetData>", more))
    assert path.stat().st_size < 1_000_000
    tracemalloc.start()
    told = refusal(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert "unpack to far more" in told
    assert peak < 30_000_000


def test_a_cell_far_to_the_right_and_a_sheet_that_is_cut(tmp_path):
    path = workbook(tmp_path / "x.xlsx", {"A": LINES})
    assert "more than 2,000 columns" in refusal(
        changed(path, SHEET, lambda body: body.replace(b'r="A2"', b'r="XFD2"'))
    )
    assert "can be read up to row 2 only" in refusal(
        changed(path, SHEET, lambda body: body[: body.index(b'<row r="3"') + 20])
    )


@pytest.mark.parametrize("part", ["xl/workbook.xml", "_rels/.rels", "xl/_rels/workbook.xml.rels", SHEET])
@pytest.mark.parametrize("body", [b"", b"<", b"\0\xff", b"<a/>"])
def test_a_workbook_with_a_broken_part_is_refused_in_a_sentence(tmp_path, part, body):
    path = changed(workbook(tmp_path / "x.xlsx", {"A": LINES}), part, lambda _: body)
    if (part, body) == ("_rels/.rels", b"<a/>"):  # where everything usually stands, it still does
        assert len(texts(path)) == 2
    else:
        assert "changed.xlsx" in refusal(path)


def test_what_only_looks_like_a_workbook_is_refused(tmp_path):
    path = tmp_path / "x.xlsx"
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("[Content_Types].xml", "<Types/>")
        made.writestr("word/document.xml", "<w/>")
    assert "x.xlsx cannot be read" in refusal(path)


# whatever another program writes

_CELL = st.one_of(
    st.none(),
    st.text(
        st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), max_size=30
    ).filter(lambda text: "_x" not in text and not text.startswith(("=", "{="))),
    st.integers(-(10**14), 10**14),
    st.booleans(),
    st.datetimes(datetime(1901, 1, 1), datetime(2199, 1, 1)).map(
        lambda moment: moment.replace(microsecond=0)
    ),
)


def _by_openpyxl(path: Path, lines: list[list[object]]) -> Path:
    book = openpyxl.Workbook()
    for line in lines:
        book.active.append(line)
    book.save(path)
    return path


def _by_xlsxwriter(path: Path, lines: list[list[object]]) -> Path:
    return workbook(path, {"A": lines})


@pytest.mark.parametrize("write", [_by_openpyxl, _by_xlsxwriter])
@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(_CELL, min_size=3, max_size=3), min_size=1, max_size=6))
def test_any_workbook_gives_the_cells_that_another_program_wrote(tmp_path_factory, write, lines):
    path = write(tmp_path_factory.mktemp("made") / "x.xlsx", [[*line, "end"] for line in lines])
    with sources.Source(path) as source:
        book = source.workbook()
        found = [cells for _, cells in book.rows(book.sheets[0])]
    assert found == [[*map(_as_read, line), "end"] for line in lines]


def _as_read(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    return None if value == "" else value
