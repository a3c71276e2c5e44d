"""What a file is, judged from its beginning: its writing, what parts its cells, which line names its columns."""

from __future__ import annotations

import csv
import io
import json
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moderator.comments import SetAside
from moderator.importing import encodings, presets, recognising, tables
from moderator.importing.plans import LINES, LIST, TABLE
from moderator.importing.reading import Read
from moderator.importing.recognising import Wish
from moderator.problems import BadInput
from tests.hostile import cases, json_documents, messy_tables
from tests.importing.conftest import plan_of, read, rows, texts

WORDS = "text;author\nDas ist schön;Jürgen\nNein; Zoë\n"


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"],
)
def test_every_usual_writing_is_recognised_and_kept_to_the_byte(written, encoding):
    content = WORDS.encode(encoding)
    if encoding == "utf-16-be":
        content = b"\xfe\xff" + content
    path = written(content)
    found = rows(path)
    assert [(row.comment.text, row.comment.author) for row in found] == [
        ("Das ist schön", "Jürgen"),
        ("Nein", " Zoë"),
    ]
    plain = encoding.replace("-sig", "").replace("utf-16", "utf-16-le").replace("utf-32", "utf-32-le")
    plain = {"utf-16-le-le": "utf-16-le", "utf-16-le-be": "utf-16-be"}.get(plain, plain)
    assert found[0].comment.raw == "Das ist schön;Jürgen".encode(plain)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("words", ["Nice work", "日本語のコメントです", "Привет, мир", "🥔 turnip"])
def test_utf16_without_a_mark_is_recognised_by_its_zeros(written, encoding, words):
    content = f"text\tauthor\n{words}\tann\n" * 20
    assert encodings.sniff(content.encode(encoding)) == encoding
    assert texts(written(content.encode(encoding)))[0] == words


def test_a_damaged_row_does_not_make_a_file_another_one(written):
    path = written("text\nGrüße\nça va\n".encode() + b"J\xfcrgen\n")
    plan = plan_of(path)
    assert plan.form.encoding == "utf-8"
    assert encodings.sniff(b"text\nJ\xfcrgen\nZo\xeb\n") == "cp1252"


def test_a_person_may_name_another_writing(written):
    path = written("text\nПривет\n".encode("cp1251"))
    assert texts(path, plan_of(path, Wish(encoding="cp1251"))) == ["Привет"]


def test_bytes_without_a_meaning_cost_one_row(written):
    path = written(b"text;n\nsch\xf6n;1\n\x81\x8d;2\nJ\xfcrgen;3\n")
    plan = plan_of(path)
    assert plan.form.encoding == "cp1252"
    kept = [row for _, row in read(path, plan)]
    assert [getattr(row, "why", "") for row in kept] == ["", "It is not Windows-1252 text", ""]
    assert kept[1].raw == b"\x81\x8d;2\n"


def test_a_utf16_file_that_ends_in_the_middle_of_a_sign_loses_that_row_alone(written):
    path = written("text\nHello\nBye".encode("utf-16")[:-1])
    found = [row for _, row in read(path)]
    assert found[0].comment.text == "Hello"
    assert found[1].why == "It is not UTF-16 text"


@pytest.mark.parametrize("delimiter", list(tables.DELIMITERS))
@pytest.mark.parametrize("above", [0, 1, 3])
def test_any_delimiter_and_lines_above_the_header(written, delimiter, above):
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter)
    writer.writerows([[f"Report, of; the|week {n}"] for n in range(above)])
    writer.writerows([["Date", "Author", "Message", "URL"]])
    writer.writerows(
        [["2026-11-01", "ann", f"Hello, you; there|{n}", "https://x.com/a/status/1"] for n in range(5)]
    )
    path = written(out.getvalue())
    plan = plan_of(path)
    assert (plan.form.delimiter, plan.form.header) == (delimiter, above)
    assert texts(path, plan) == [f"Hello, you; there|{n}" for n in range(5)]


def test_an_unknown_header_is_found_by_what_stands_under_it(written):
    path = written("Wann,Wer,Was\n2026-11-01,ann,Hello you\n2026-11-02,bob,You turnip\n")
    assert recognising.recognise(path).form.names == ("Wann", "Wer", "Was")


@pytest.mark.parametrize(
    "content",
    [
        "ann,You absolute turnip\nbob,Thanks a lot\neve,When is it\n",
        "2026-11-01,ann,You absolute turnip\n2026-11-02,bob,Thanks\n",
        "You absolute turnip\nThanks\n",
        "1,You absolute turnip\n2,Thanks\n3,When\n",
    ],
)
def test_a_file_without_a_header_gives_no_cell_for_a_name(written, content):
    found = recognising.recognise(written(content))
    assert found.form.header is None
    assert all(name.startswith("Column ") for name in found.form.names)
    assert "turnip" not in " ".join(found.said)


def test_names_that_a_person_gives_find_their_header(written):
    path = written("Bericht\n\nWas;Wer\nHallo;ann\nTschüs;bob\n")
    plan = plan_of(path, text="was", author="Wer")
    assert texts(path, plan) == ["Hallo", "Tschüs"]


def test_blank_header_cells_take_the_name_above_and_twins_are_numbered():
    assert tables.names_of([["Text", "When", ""], ["", "Date", "Date"]], 1) == ("Text", "Date", "Date (2)")


def test_a_column_that_is_twice_there_is_refused_when_it_is_used(written):
    path = written("text,TEXT\nHello,1\n")
    with pytest.raises(BadInput, match="names a column twice"):
        plan_of(path)


@pytest.mark.parametrize("path", messy_tables(), ids=lambda path: path.stem)
def test_tables_as_people_make_them_are_read_or_refused_in_a_sentence(path):
    found = recognising.recognise(path)
    assert found.form.kind == TABLE
    assert found.rows


# JSON


@pytest.mark.parametrize(
    ("content", "kind", "path"),
    [
        ('{"text": "a"}\n{"text": "b"}\n', LINES, ()),
        ('{"text": "a", "tags": ["x"]}', LINES, ()),
        ('[{"text": "a"}, {"text": "b"}]', LIST, ()),
        ('{"meta": {"n": 2}, "data": [{"text": "a"}, {"text": "b"}]}', LIST, ("data",)),
        (
            '{\n "result": {\n  "comments": [\n   {"text": "a"},\n   {"text": "b"}\n  ]\n }\n}\n',
            LIST,
            ("result", "comments"),
        ),
        ('window.YTD.tweets.part0 = [ {"text": "a"}, {"text": "b"} ]', LIST, ()),
        ('{"few": [{"x": 1}], "many": [{"text": "a"}, {"text": "b"}]}', LIST, ("many",)),
    ],
)
def test_objects_are_found_wherever_they_stand(written, content, kind, path):
    file = written(content, "x.json")
    plan = plan_of(file)
    assert (plan.form.kind, plan.form.path) == (kind, path)
    assert texts(file, plan) == (["a"] if content.count('"text"') == 1 else ["a", "b"])


def test_nested_members_are_columns_by_their_path(written):
    path = written(
        '[{"comment": {"body": "Hello", "from": {"username": "ann"}}, "created_at": 1700000000}]', "x.json"
    )
    (row,) = rows(path)
    assert (row.comment.text, row.comment.author) == ("Hello", "ann")
    assert row.comment.posted_at is not None


def test_one_broken_object_of_a_list_costs_only_itself(written):
    path = written(
        '[{"text": "a"}, {"text" "b"}, 5, null, "x", {"text": "c", "text": "d"}, {"text": "e"}', "x.json"
    )
    found = [(where, getattr(row, "why", None) or row.comment.text) for where, row in read(path)]
    assert found == [
        ("entry 1", "a"),
        ("entry 2", "It cannot be read as JSON: it is not JSON"),
        ("entry 3", "It is not an object with a text"),
        ("entry 4", "It is not an object with a text"),
        ("entry 5", "It is not an object with a text"),
        ("entry 6", "It cannot be read as JSON: a key stands twice in one object"),
        ("entry 7", "e"),
        ("entry 8", "The file ends in the middle of it"),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-be", "cp1252"])
def test_lists_are_read_in_every_writing_and_keep_their_bytes(written, encoding):
    content = '[{"text": "schön"}, {"text": "Zoë"}]'
    found = rows(written(content.encode(encoding), "x.json"))
    assert [row.comment.text for row in found] == ["schön", "Zoë"]
    assert found[0].comment.raw == '{"text": "schön"}'.encode(
        "utf-16-le" if encoding == "utf-16" else encoding
    )


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=40), min_size=1, max_size=12),
    st.sampled_from([None, 1, "\t"]),
    st.booleans(),
    st.sampled_from(["utf-8", "utf-16"]),
)
def test_any_list_reads_back_as_it_was_written(tmp_path_factory, said, indent, ascii_, encoding):
    path = tmp_path_factory.mktemp("made") / "x.json"
    listed = [{"text": text, "n": {"deep": [1, {"a": text}]}} for text in said]
    path.write_bytes(
        json.dumps({"data": {"items": listed}}, indent=indent, ensure_ascii=ascii_).encode(encoding)
    )
    assert texts(path) == said


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.tuples(
            *[st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)] * 3
        ),
        min_size=1,
        max_size=8,
    ),
    st.sampled_from(list(tables.DELIMITERS)),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    st.sampled_from(["\n", "\r\n"]),
)
def test_any_table_reads_back_as_it_was_written(tmp_path_factory, cells, delimiter, encoding, end):
    """By the writer of the standard library, with every cell in quotation marks; the id keeps no row blank."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter, lineterminator=end, quoting=csv.QUOTE_ALL)
    writer.writerow(["id", "text", "author", "url"])
    writer.writerows([[str(n), *row] for n, row in enumerate(cells)])
    path = tmp_path_factory.mktemp("made") / "made.csv"
    path.write_bytes(out.getvalue().encode(encoding))
    found = rows(path, plan_of(path, Wish(encoding="utf-8" if encoding != "utf-16" else "")))
    assert [(row.comment.text, row.comment.author, row.comment.url or "") for row in found] == [
        tuple(row) for row in cells
    ]


def test_every_usual_name_belongs_to_one_field():
    assert presets.guess(["Kommentar", "Autor", "Datum", "Link"]) == {
        "text": ("Kommentar",),
        "author": ("Autor",),
        "date": ("Datum",),
        "url": ("Link",),
    }


def test_a_long_list_is_read_in_the_memory_of_a_few_entries(written):
    entry = '{"text": "' + "turnip " * 1000 + '"}'
    path = written("[" + ",\n".join([entry] * 4_000) + "]", "x.json")
    plan = plan_of(path)
    tracemalloc.start()
    assert sum(1 for _ in read(path, plan)) == 4_000
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert path.stat().st_size > 25_000_000
    assert peak < 5_000_000


# whatever it holds


@pytest.mark.parametrize("document", json_documents(), ids=lambda one: one.id)
def test_any_json_document_is_read_or_refused_in_a_sentence(written, document):
    for content in (document.data, b'[{"text": "first"}, ' + document.data + b', {"text": "last"}]'):
        path = written(content, "x.json")
        found, refusal = [], "x.json"
        try:
            found = list(read(path))
        except BadInput as refused:
            refusal = refused.sentence()
        assert "x.json" in refusal
        if document.expect == "reject":
            made = [row.comment.text for _, row in found if not isinstance(row, SetAside) and row is not None]
            assert set(made) <= {"first", "last"}


@pytest.mark.parametrize("case", cases("text"), ids=lambda case: case.id)
def test_hostile_texts_arrive_as_they_are_in_a_list_and_in_utf16(written, case):
    sound = not any("\ud800" <= sign <= "\udfff" for sign in case.text)
    listed = json.dumps([{"id": "1", "text": case.text}, {"id": "2", "text": "Hello"}])
    table = 'id\ttext\n1\t"' + case.text.replace('"', '""') + '"\n2\tHello\n'
    for content, name in (
        (listed.encode(), "x.json"),
        (table.encode("utf-16", "surrogatepass"), "x.csv"),
    ):
        found = {
            row.comment.native_id: row.comment.text
            for _, row in read(written(content, name))
            if isinstance(row, Read)
        }
        assert found["2"] == "Hello"
        assert found.get("1") == (case.text if sound else None)
