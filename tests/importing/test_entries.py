"""Files of comments: every sound row arrives, every broken one is named with its line and kept with its bytes."""

from __future__ import annotations

import io
import json
import os
import time
import tracemalloc
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moderator.comments import Comment, SetAside
from moderator.importing.reading import NoTime, Read
from moderator.importing.recognising import Wish
from moderator.importing.rows import KEPT, LONGEST, table
from moderator.problems import BadInput
from tests.hostile import cases, json_documents, messy_tables, sound_tables
from tests.importing import conftest


@dataclass
class Row:
    """A comment and where it stands."""

    where: str
    account: str
    comment: Comment


def read(path: Path) -> Iterator[Row | SetAside]:
    """Every entry that is a comment or should be one, of a file that is said to be in UTF-8."""
    plan = conftest.plan_of(path, Wish(encoding="utf-8"))
    for where, row in conftest.read(path, plan):
        if isinstance(row, Read):
            yield Row(where, row.account, row.comment)
        elif row is not None:
            yield row


def said(path: Path) -> list[str | tuple[str, str]]:
    """The text of each row; of a broken one its line and why."""
    return [(row.where, row.why) if isinstance(row, SetAside) else row.comment.text for row in read(path)]


def rows(path: Path) -> list[Row]:
    found = list(read(path))
    assert all(isinstance(row, Row) for row in found), found
    return found  # type: ignore[return-value]


# what a row says


def test_a_table_of_texts_alone_is_enough(written):
    assert said(written("text\nYou absolute turnip\nWhen does it open?\n")) == [
        "You absolute turnip",
        "When does it open?",
    ]


@pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
def test_all_columns_in_any_order_with_any_line_ends(written, bom, end):
    head = b"Parent_ID, URL ,posted_at,author_name,author,account,id,Text,shoe size"
    line = b'7,https://a.example/9,2026-03-02T10:00:00+10:00,Ada L.,ada,Parks,9,"Hello, you",41'
    (row,) = rows(written(bom + head + end + line + end))
    one = row.comment
    assert (row.where, row.account, one.native_id, one.text) == ("line 2", "Parks", "9", "Hello, you")
    assert (one.author_id, one.author, one.author_name) == ("ada", "ada", "Ada L.")
    assert (one.url, one.parent_id, one.raw) == ("https://a.example/9", "7", line)
    assert one.posted_at == datetime(2026, 3, 2, tzinfo=UTC)


def test_one_object_a_line_says_the_same(written):
    line = '{"id": 12345678901234567890123, "text": "Hello", "author": "ada", "likes": 3, "parent_id": 7}'
    (row,) = rows(written("\n" + line + "\n\n", "x.ndjson"))
    one = row.comment
    assert (row.where, one.native_id, one.parent_id, one.author) == (
        "line 2",
        "12345678901234567890123",
        "7",
        "ada",
    )
    assert one.raw == line.encode()


@pytest.mark.parametrize(
    "when",
    ["", "yesterday", "2026-02-30T25:61:00Z", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"],
)
def test_a_time_that_cannot_be_read_leaves_the_time_unknown_and_the_comment_here(written, when):
    """Where it was asked for: elsewhere such a row is set aside."""
    path = written(f"text,posted_at\nHello,{when}\n")
    (row,) = conftest.rows(path, replace(conftest.plan_of(path), untimed=True))
    assert (row.comment.posted_at, row.undated) == (None, bool(when))


@pytest.mark.parametrize("nothing", ["", "  ", "-", "n/a", "NULL", "?"])
def test_where_there_is_no_time_nothing_is_wrong(written, nothing):
    (row,) = conftest.rows(written(f"text,posted_at\nHello,{nothing}\n"))
    assert (row.comment.posted_at, row.undated) == (None, False)


@pytest.mark.parametrize(
    ("when", "why"),
    [
        ("2026-02-30T25:61:00Z", "Its time cannot be read: it looks like 9999-99-99a99:99:99a"),
        ("yesterday", "Its time cannot be read"),
        ("You 1234 turnip", "Its time cannot be read: it looks like aaa 9999 aaaaaa"),
        ("0000-00-00 00:00", "Its time cannot be read: it looks like 9999-99-99 99:99"),
    ],
)
def test_a_time_that_cannot_be_read_sets_its_row_aside_and_is_not_told(written, when, why):
    (aside,) = read(written(f"text,posted_at\nHello,{when}\n"))
    assert isinstance(aside, NoTime)
    assert (aside.where, aside.why) == ("line 2", why)
    assert aside.raw == f"Hello,{when}".encode()


def test_an_unreadable_time_of_an_object_is_no_time(written):
    path = written('{"text": "a", "posted_at": "\\ud800"}\n{"text": "b", "posted_at": [1]}\n', "x.ndjson")
    assert [
        row.comment.posted_at for row in conftest.rows(path, replace(conftest.plan_of(path), untimed=True))
    ] == [None, None]


def test_a_time_without_a_zone_is_taken_as_utc(written):
    (row,) = rows(written('{"text": "Hello", "posted_at": "2026-03-02 10:00"}'))
    assert row.comment.posted_at == datetime(2026, 3, 2, 10, tzinfo=UTC)


def test_rows_without_an_id_get_the_same_one_each_time_and_copies_stay_apart(written):
    path = written("text,author\n" + "You turnip,\n" * 30 + "You turnip,ada\n")
    first = [row.comment.native_id for row in rows(path)]
    assert len(set(first)) == 31
    assert [row.comment.native_id for row in rows(path)] == first
    longer = written("text,author\nNews,\n" + "You turnip,\n" * 30 + "You turnip,ada\n", "later.csv")
    assert [row.comment.native_id for row in rows(longer)][1:] == first


def test_people_whom_no_row_names_are_not_taken_for_one(written):
    a, b, c, d = rows(written("text,author\nOne,\nTwo,\nThree,ada\nFour,ada\n"))
    assert a.comment.author_id != b.comment.author_id
    assert c.comment.author_id == d.comment.author_id == "ada"
    assert {a.comment.author, b.comment.author} == {""}


def test_empty_rows_are_passed_over_and_empty_texts_are_not(written):
    path = written('text,id\n\n , \n,,\n"",1\n   ,2\n,3\n')
    assert [(row.where, row.comment.text) for row in rows(path)] == [
        ("line 5", ""),
        ("line 6", "   "),
        ("line 7", ""),
    ]


# broken rows


def test_a_broken_row_is_named_kept_and_costs_no_other(written):
    broken = b"2,J\xfcrgen was here,\r\n"
    path = written(b"id,text,author\r\n1,Hello,ada\r\n" + broken + b"3,a,b,c\r\n4\r\n5,Goodbye,ada\r\n")
    assert said(path) == [
        "Hello",
        ("line 3", "It is not UTF-8 text"),
        ("line 4", "It has 4 cells, the header has 3"),
        ("line 5", "It has no text"),
        "Goodbye",
    ]
    assert [row.raw for row in read(path) if isinstance(row, SetAside)] == [broken, b"3,a,b,c\r\n", b"4"]


def test_a_forgotten_quotation_mark_swallows_nothing(written):
    path = written('id,text\n1,"Hello\n2,"two\nlines"\n3,Three\n4,"Four"\n5,"Five\n6,Six')
    assert said(path) == [
        ("line 2", "Its quotation marks do not match"),
        "two\nlines",
        "Three",
        "Four",
        ("line 7", "A quotation mark is opened and never closed"),
        "Six",
    ]


def test_lines_between_two_forgotten_marks_are_rows(written):
    path = written('id,text\n7,"open\nx",y,"z\n8,"b"\nq",d\n')
    assert said(path) == [
        ("line 2", "Its quotation marks do not match"),
        ("line 3", "Its quotation marks do not match"),
        "b",
        "d",
    ]


@pytest.mark.parametrize("shift", range(-3, 3))
def test_a_line_end_is_one_wherever_the_reading_pauses(written, shift):
    path = written(b"text\r\n" + b"x" * ((1 << 16) - 7 + shift) + b"\r\nHello\r\n")
    assert [row.where for row in rows(path)] == ["line 2", "line 3"]


def test_a_mark_inside_a_word_is_a_letter(written):
    assert said(written('text,id\n5" nails,1\nso-called "experts",2\n')) == [
        '5" nails',
        'so-called "experts"',
    ]


def test_a_row_of_several_lines_that_is_not_utf8_is_one_broken_row(written):
    path = written(b'id,text\n1,"Hello\nJ\xfcrgen\n2,two"\n3,Three\n')
    assert said(path) == [("line 2", "It is not UTF-8 text"), "Three"]


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ('{"id": "2"}', "It has no text"),
        ('{"text": null}', "It has no text"),
        ('{"text": 5}', "Its text is not text"),
        ('{"text": "x", "author": ["ada"]}', "Its author is not text"),
        ('{"text": "x", "id": true}', "Its id is not text"),
        ('{"text": "x", "id": 1.5}', "Its id is not text"),
        ('{"text": "\\ud800"}', "Its text holds half a character (a lone surrogate)"),
        ('{"text": "x", "text": "y"}', "It cannot be read as JSON: a key stands twice in one object"),
        ('{"text": "x", "likes": 1e400}', "It cannot be read as JSON: a number is none, or too large"),
        ('{"text": "x"', "It cannot be read as JSON: it is not JSON"),
        ("[" * 100_000, "It cannot be read as JSON: it is nested too deeply"),
        ('["text"]', "It is not an object with a text"),
        ("null", "It is not an object with a text"),
    ],
)
def test_an_object_that_is_no_comment_is_named_kept_and_costs_no_other(written, line, why):
    path = written('{"text": "Hello"}\n' + line + '\n{"text": "Goodbye"}\n', "x.ndjson")
    assert said(path) == ["Hello", ("line 2", why), "Goodbye"]
    assert [row.raw for row in read(path) if isinstance(row, SetAside)] == [line.encode()]


def test_a_row_past_all_measure_is_cut_and_the_others_arrive_in_the_memory_of_one_row(written):
    path = written(b"text\nHello\n" + b"x" * (3 * LONGEST) + b"\nGoodbye\n" + b"y" * (LONGEST + 1))
    tracemalloc.start()
    found = []
    for row in read(path):
        found.append((row.where, len(row.raw)) if isinstance(row, SetAside) else row.comment.text)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert found == ["Hello", ("line 3", KEPT), "Goodbye", ("line 5", KEPT)]
    assert peak < 3 * LONGEST


@pytest.mark.parametrize("line", [b'x",y,"z\n', b'a,"b\n', b'""",\n', b'"",""\n'])
def test_no_pattern_of_quotation_marks_makes_reading_slow(line):
    """Looked at anew for each row, these would take hours."""
    started = time.thread_time()
    found = sum(len(row.raw) for row in table(io.BytesIO(line * 100_000)))
    assert found == len(line) * 100_000
    assert time.thread_time() - started < 10


# files that are none


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "is empty"),
        (b"\xef\xbb\xbf\r\n\r\n", "is empty"),
        (b"PK\x03\x04\x14\0\0\0", "no ZIP archive"),
        (b"\x1f\x8b\x08\0turnip", "packed with gzip"),
        (b"\x7fELF\2\1\1\0\0\0", "is a program"),
        (bytes(range(32)) * 20, "no column named text"),
        (b"id,turnip\n1,Hello\n", "no column named text"),
        (b"text,TEXT\nHello,1\n", "names a column twice"),
        (b'"text\n', "no column named text"),
        (b'[{"turnip": "text"}]', "no column named text"),
        (b'["turnip", 1, null]', "no list of comments"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_words_that_hold_nothing_of_it(written, content, why):
    with pytest.raises(BadInput) as refused:
        list(read(written(content, "export\x1b.csv")))
    sentence = refused.value.sentence()
    assert why in sentence
    assert "export?.csv" in sentence
    assert "turnip" not in sentence


@pytest.mark.parametrize("path", messy_tables(), ids=lambda path: path.stem)
def test_tables_that_are_no_comments_are_refused_in_a_sentence(path):
    with pytest.raises(BadInput, match="no column named text"):
        list(read(path))


def test_what_is_no_file_is_refused_without_waiting_for_it(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path, tmp_path / "pipe", tmp_path / "none", Path("/dev/zero"), Path("a\0b"), Path("")):
        with pytest.raises(BadInput):
            list(read(path))


# whatever it holds


@pytest.mark.parametrize("name", [name for name, _, _ in sound_tables()])
def test_odd_but_sound_tables_say_what_they_say(name):
    content, expected = next((content, rows) for one, content, rows in sound_tables() if one == name)
    header, *found = [row.cells for row in table(io.BytesIO(content))]
    assert [dict(zip(header, cells, strict=True)) for cells in found] == expected


@pytest.mark.parametrize("kind", ["text", "author", "url"])
def test_hostile_cells_arrive_as_they_are_in_objects_and_in_tables(written, kind):
    """Half characters cannot stand in UTF-8: such a row is one of those that are kept aside."""
    hostile = cases(kind)
    sound = {case.id: case.text for case in hostile if not _half(case.text)}
    column = "author_name" if kind == "author" else kind
    objects = [json.dumps({"text": "", column: case.text, "id": case.id}) for case in hostile]
    header = {"text": b"id,text", "author": b"id,text,author_name", "url": b"id,text,url"}[kind]
    lines = [
        case.id.encode() + (b"," if kind == "text" else b",,") + _quoted(case.data, True) for case in hostile
    ]
    for content in ("\n".join(objects).encode(), b"\n".join([header, *lines])):
        found = {}
        for row in read(written(content)):
            if isinstance(row, Row):
                one = row.comment
                found[one.native_id] = {"text": one.text, "author": one.author_name, "url": one.url}[kind]
        assert found == sound


def _half(text: str) -> bool:
    return any("\ud800" <= sign <= "\udfff" for sign in text)


@pytest.mark.parametrize("kind", ["connector_body", "text", "author", "url"])
def test_a_hostile_line_costs_no_other(written, kind):
    """Whatever stands between two sound rows, of a table or of objects, both arrive."""
    for case in cases(kind):
        for before, after in (
            (b"id,text\n1,Hello\n", b"\n3,Bye"),
            (b'{"text":"Hello"}\n', b'\n{"text":"Bye"}'),
        ):
            found = [
                row.comment.text for row in read(written(before + case.data + after)) if isinstance(row, Row)
            ]
            assert found[0] == "Hello", case.id
            assert found[-1] == "Bye", case.id


@pytest.mark.parametrize("document", json_documents(), ids=lambda one: one.id)
def test_no_json_document_stops_a_file(written, document):
    """Each line of it is a row or is kept aside; the rows around it arrive."""
    found = list(read(written(b'{"text":"Hello"}\n' + document.data + b'\n{"text":"Bye"}', "x.ndjson")))
    assert [row.comment.text for row in (found[0], found[-1])] == ["Hello", "Bye"]
    assert document.expect != "reject" or all(isinstance(row, SetAside) for row in found[1:-1])


# every sound row and every broken one, in whatever order

# A forgotten mark and a cell that begins with a comma, a mark or a line end look like a cell of several lines.
_START = st.sampled_from("aé鳥\U0001f954 ")
_TEXT = st.tuples(_START, st.text(st.characters(exclude_categories=["Cs"]), max_size=12)).map("".join)
_SOUND = st.tuples(st.just("sound"), st.lists(_TEXT, min_size=3, max_size=3))
_BROKEN = st.tuples(
    st.just("broken"),
    st.sampled_from(
        [
            b'7,"never closed,',
            b'7,"closed"too early,',
            b"7,not \xff UTF-8,",
            b'7,"not \xff\n\n UTF-8",',
            b"7,one,too,many",
            b'x",y,"z',
            b"too short",
            b'7,"several\nlines",one,too many',
        ]
    ),
)


def _quoted(cell: bytes, always: bool) -> bytes:
    plain = not always and cell.strip() and not set(cell) & set(b'",\r\n')
    return cell if plain else b'"' + cell.replace(b'"', b'""') + b'"'


@settings(max_examples=300, deadline=None)
@given(
    st.lists(_SOUND | _BROKEN, max_size=12),
    st.sampled_from([b"\n", b"\r\n", b"\r"]),
    st.booleans(),
    st.booleans(),
)
def test_every_sound_row_of_a_table_arrives_and_every_broken_one_is_named_and_kept(
    tmp_path_factory, items, end, always, closed
):
    content, expected, line = [b"id,text,author"], [], 2
    for what, item in items:
        raw = item if what == "broken" else b",".join(_quoted(cell.encode(), always) for cell in item)
        content.append(raw)
        expected.append((f"line {line}", *item) if what == "sound" else (f"line {line}", raw))
        line += len((raw + b"x").splitlines())
    path = tmp_path_factory.mktemp("made") / "made.csv"
    path.write_bytes(end.join(content) + (end if closed else b""))
    found = []
    for row in read(path):
        if isinstance(row, SetAside):
            found.append((row.where, row.raw.removesuffix(end)))
        else:
            one = row.comment
            found.append((row.where, one.native_id, one.text, one.author))
    assert found == expected


_OBJECT = st.fixed_dictionaries({"text": st.text(st.characters(exclude_categories=["Cs"]))})
_NO_OBJECT = st.sampled_from([b'{"text":', b'{"txt":"x"}', b'{"text":1}', b"[]", b'{"text":"\xff"}', b'"x"'])


@settings(max_examples=200, deadline=None)
@given(st.lists(_OBJECT | _NO_OBJECT, max_size=12), st.booleans(), st.booleans())
def test_every_sound_object_arrives_and_every_other_line_is_named_and_kept(
    tmp_path_factory, items, ascii_, blank
):
    content, expected = [b'{"text":"first"}'], [("line 1", "first")]
    for item in items:
        if blank:
            content.append(b"")
        raw = item if isinstance(item, bytes) else json.dumps(item, ensure_ascii=ascii_).encode()
        content.append(raw)
        expected.append((f"line {len(content)}", raw if isinstance(item, bytes) else item["text"]))
    path = tmp_path_factory.mktemp("made") / "made.ndjson"
    path.write_bytes(b"\n".join(content))
    assert [
        (row.where, row.raw if isinstance(row, SetAside) else row.comment.text) for row in read(path)
    ] == expected
