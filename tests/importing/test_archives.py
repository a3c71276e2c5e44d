"""Archives: read where they are, nothing written, nothing outside them touched, bombs and doubles refused."""

from __future__ import annotations

import gzip
import io
import json
import struct
import tarfile
import zipfile
from pathlib import Path

import pytest

from moderator.importing import recognising
from moderator.problems import BadInput
from tests.importing.conftest import plan_of, read, rows, texts

TABLE = "id,text\n1,You absolute turnip\n2,Thanks\n"


def archive(path: Path, members: dict[str, str | bytes], kind: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", kind) as made:
        for name, body in members.items():
            info = zipfile.ZipInfo("x")
            info.filename = name  # as it is: the constructor would set some names right
            info.compress_type = kind
            made.writestr(info, body)
    return path


def refusal(path: Path) -> str:
    with pytest.raises(BadInput) as refused:
        texts(path)
    return refused.value.sentence()


@pytest.mark.parametrize("name", ["export.csv", "deep/down/export.csv", "export.txt"])
@pytest.mark.parametrize(
    "kind", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA]
)
def test_a_table_that_somebody_zipped_is_read(tmp_path, name, kind):
    path = archive(
        tmp_path / "x.zip", {name: TABLE, "__MACOSX/._export.csv": b"\0\5", "photo.jpg": b"x"}, kind
    )
    assert texts(path) == ["You absolute turnip", "Thanks"]


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_a_mark_at_the_beginning_is_no_part_of_the_first_name(tmp_path, mark):
    path = archive(tmp_path / "x.zip", {"a.csv": mark + TABLE.encode()})
    assert plan_of(path).form.names == ("id", "text")
    path = archive(tmp_path / "y.zip", {"a.csv": TABLE.encode("utf-16")})
    assert [row.comment.native_id for row in rows(path)] == ["1", "2"]


@pytest.mark.parametrize(
    "evil",
    [
        "../../evil.csv",
        "/tmp/evil.csv",
        "C:evil.csv",
        "a\\..\\evil.csv",
        "CON.csv",
        "a/./evil.csv",
        "evil.csv.",
        "e\x1bvil.csv",
    ],
)
def test_names_that_point_elsewhere_are_left_out_and_said_and_the_rest_is_read(tmp_path, evil):
    path = archive(tmp_path / "x.zip", {evil: TABLE, "good.csv": TABLE})
    assert texts(path) == ["You absolute turnip", "Thanks"]
    said = " ".join(recognising.recognise(path).said)
    assert "1 file in it has a name that points outside" in said
    assert sorted(each.name for each in tmp_path.iterdir()) == ["x.zip"]


def test_an_archive_of_such_names_alone_is_refused_with_that_reason(tmp_path):
    path = archive(tmp_path / "x.zip", {"../a.csv": TABLE, "/b.csv": TABLE})
    with pytest.raises(BadInput) as refused:
        recognising.recognise(path)
    assert refused.value.why == "2 files in it have names that point outside, and are left out"


def test_a_link_in_an_archive_is_left_out(tmp_path):
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w") as made:
        link = zipfile.ZipInfo("comments.csv")
        link.external_attr = 0o120777 << 16
        made.writestr(link, "/etc/passwd")
        made.writestr("good.csv", TABLE)
    assert texts(path) == ["You absolute turnip", "Thanks"]


def test_two_files_of_one_name_are_refused(tmp_path):
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("a.csv", TABLE)
        with pytest.warns(UserWarning, match="Duplicate"):
            made.writestr("a.csv", TABLE)
    assert "two files of one name" in refusal(path)


def test_several_tables_are_refused_because_nobody_said_which(tmp_path):
    assert "There are no comments in x.zip" in refusal(
        archive(tmp_path / "x.zip", {"a.csv": TABLE, "b.csv": TABLE})
    )


@pytest.mark.parametrize("kind", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path, kind):
    path = archive(tmp_path / "x.zip", {"a.csv": b"text\n" + b"a" * 64_000_000}, kind)
    assert "unpack to far more" in refusal(path)


def test_an_archive_that_lies_about_its_size_gives_no_more_than_it_says(tmp_path):
    path = archive(tmp_path / "x.zip", {"a.csv": b"text\n" + b"a\n" * 5_000_000})
    body = bytearray(path.read_bytes())
    central = body.rindex(b"PK\1\2")
    body[central + 24 : central + 28] = struct.pack("<I", 1000)
    path.write_bytes(body)
    assert "x.zip is damaged" in refusal(path)


def test_thousands_of_files_without_comments_are_refused(tmp_path):
    assert "Of its 2,000 files none is known" in refusal(
        archive(tmp_path / "x.zip", {f"d/{n}.jpg": b"" for n in range(2000)}, zipfile.ZIP_STORED)
    )


@pytest.mark.parametrize("damage", ["cut", "flip", "locked", "method"])
def test_a_damaged_or_locked_archive_is_refused_in_a_sentence(tmp_path, damage):
    path = archive(tmp_path / "x.zip", {"a.csv": TABLE * 2000})
    body = bytearray(path.read_bytes())
    central = body.rindex(b"PK\1\2")
    if damage == "cut":
        del body[-60:]
    elif damage == "flip":
        body[60:90] = bytes(30)
    elif damage == "locked":
        body[6] |= 1
        body[central + 8] |= 1
    else:
        body[8:10] = body[central + 10 : central + 12] = struct.pack("<H", 99)
    path.write_bytes(body)
    assert "x.zip" in refusal(path)


def test_other_packings_are_named_and_refused(tmp_path):
    packed = tmp_path / "x.json.gz"
    packed.write_bytes(gzip.compress(b"[" + b" " * 64_000_000 + b"]"))
    assert "packed with gzip" in refusal(packed)
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as made:
        link = tarfile.TarInfo("comments.csv")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        made.addfile(link)
    bundle = tmp_path / "x.tar"
    bundle.write_bytes(out.getvalue())
    assert "is no text" in refusal(bundle)
    for name, body in (("x.zip", b"no archive at all"), ("e.zip", b""), ("n.zip", b"PK\5\6" + bytes(18))):
        (tmp_path / name).write_bytes(body)
        assert name in refusal(tmp_path / name)


# the archives of platforms


def tweets(*numbers: int) -> str:
    listed = [
        {
            "tweet": {
                "id_str": f"{10**18 + number}",
                "full_text": f"Trains &amp; buses {number}",
                "created_at": "Wed Nov 04 12:30:00 +0000 2026",
                "entities": {"urls": [{"url": "https://t.co/x"}]},
                "in_reply_to_status_id_str": "99" if number else None,
            }
        }
        for number in numbers
    ]
    return "window.YTD.tweets.part0 = " + json.dumps(listed, indent=2)


def test_an_archive_of_x_gives_own_posts_in_all_its_parts(tmp_path):
    members = {f"data/tweets-part{n}.js": tweets(n) for n in range(1, 12)}
    media = {f"data/tweets_media/{n}.jpg": b"x" for n in range(50)}
    path = archive(
        tmp_path / "x.zip", {"data/tweets.js": tweets(0), **members, **media, "Your archive.html": "<html>"}
    )
    plan = plan_of(path)
    found = rows(path, plan)
    assert plan.preset == "x-archive"
    assert [row.comment.text for row in found] == [f"Trains & buses {n}" for n in range(12)]
    assert all(row.comment.own and row.platform == "x" for row in found)
    assert found[1].comment.parent_id == "99"
    assert found[0].comment.parent_id is None
    assert found[0].comment.posted_at is not None


def test_a_script_is_never_run(tmp_path):
    evil = "window.YTD.tweets.part0 = (function(){ return [] })(); [" + tweets(1).partition("[")[2]
    path = archive(tmp_path / "x.zip", {"data/tweets.js": evil})
    with pytest.raises(BadInput):
        plan_of(path)


def test_a_mastodon_archive_gives_own_posts_without_their_markup_and_no_boosts(tmp_path):
    note = {
        "id": "https://town.example/users/city/statuses/1",
        "content": "<p>Hello <a href='https://a.example'>a.example</a> &amp; all</p><p>Bye<br>now</p>",
        "published": "2026-11-04T12:30:00Z",
        "url": "https://town.example/@city/1",
        "inReplyTo": None,
        "attributedTo": "https://town.example/users/city",
        "type": "Note",
    }
    box = {
        "@context": ["https://www.w3.org/ns/activitystreams", {"x": "y"}],
        "type": "OrderedCollection",
        "totalItems": 2,
        "orderedItems": [
            {"type": "Create", "published": note["published"], "object": note, "to": ["x"]},
            {"type": "Announce", "object": "https://other.example/2"},
        ],
    }
    path = archive(
        tmp_path / "x.zip", {"outbox.json": json.dumps(box), "likes.json": "{}", "actor.json": "{}"}
    )
    plan = plan_of(path)
    assert plan.preset == "mastodon-archive"
    found = [row for _, row in read(path, plan)]
    assert found[1] is None
    assert found[0].comment.text == "Hello a.example & all\n\nBye\nnow"
    assert (found[0].comment.own, found[0].comment.native_id) == (True, note["id"])
    assert found[0].comment.url == note["url"]


def test_a_youtube_takeout_gives_own_comments_out_of_the_json_in_its_cells(tmp_path):
    header = (
        "Comment ID,Channel ID,Comment Create Timestamp,Price,Parent Comment ID,Post ID,Video ID,Comment Text,"
        "Top-Level Comment ID\n"
    )
    lines = [
        'Ug1,UC1,2026-11-04T12:30:00.123456Z,0,,,vid,"{""text"":""Hello""}",',
        'Ug2,UC1,2026-11-05T12:30:00Z,0,Ug1,,vid,"{""text"":""Two ""},{""text"":""runs""}",',
        'Ug3,UC1,2026-11-05T12:30:00Z,0,,,vid,"[{""text"":""A""},{""text"":""B""}]",Ug1',
        'Ug4,UC1,2026-11-05T12:30:00Z,0,,,vid,"{not json}",',
    ]
    folder = "Takeout/YouTube and YouTube Music/comments/"
    path = archive(
        tmp_path / "takeout.zip",
        {
            folder + "comments.csv": header + "\n".join(lines[:2]),
            folder + "comments(1).csv": header + "\n".join(lines[2:]),
            "Takeout/archive_browser.html": "x",
            "Takeout/YouTube and YouTube Music/subscriptions/subscriptions.csv": "Channel Id\nUC2\n",
        },
    )
    found = rows(path)
    assert sorted(row.comment.text for row in found) == ["AB", "Hello", "Two runs", "{not json}"]
    assert all(row.comment.own and row.platform == "youtube" for row in found)
    assert {row.comment.native_id: row.comment.parent_id for row in found}["Ug3"] == "Ug1"


def test_lists_of_muted_accounts_hold_no_comments(tmp_path):
    path = tmp_path / "mutes.csv"
    path.write_text("Account address,Hide notifications\nann@town.example,true\n")
    assert "no column named text" in refusal(path)
