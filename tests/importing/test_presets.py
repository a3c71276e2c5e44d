"""The exports whose form is known, each by a small sample of that form."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from moderator.importing import presets, proposing, recognising
from moderator.importing.recognising import Wish
from moderator.problems import BadInput
from tests.importing.conftest import plan_of, read, rows

MELTWATER = """\
Date,Time,Document ID,URL,Input Name,Keywords,Information Type,Source Type,Source Name,Author Name,Author Handle,\
Title,Opening Text,Hit Sentence,Country,Sentiment,Reach
04-Nov-2026,09:15 AM,doc1,https://x.com/a/status/1,City,turnip,social,twitter,Twitter,Ann,@ann,\
,"Opening","You, turnip",AU,negative,12
05-Nov-2026,10:15 PM,doc2,https://bsky.app/profile/b.example/post/3k,City,bus,social,bluesky,Bluesky,Bob,@bob,\
,Thanks a lot,,AU,positive,3
"""
OLD_MELTWATER = (
    "Date\tHeadline\tURL\tOpening Text\tHit Sentence\tSource\tInfluencer\tCountry\tReach\n"
    "04-Nov-2026 09:15AM\t\thttps://x.com/a/status/1\tÖffnet es?\tÖffnet es bald?\tTwitter\t@ann\tAustralia\t12\n"
    "13-Nov-2026 10:15PM\tNews\thttps://x.com/b/status/2\t\t\tTwitter\t@bob\tAustralia\t3\n"
)
HOOTSUITE = """\
Message ID,Conversation ID,Channel,Channel Display Name,Medium,Message Type,Direction,Content,Created at,Post URL,\
Contact Profile ID,Contact Primary Identifier,Contact Secondary Identifier,Sentiment
m1,c1,fb,City Transport,facebook,comment,inbound,"You turnip",2026-11-04 12:30:00,https://facebook.com/1_2,\
p1,Ann A.,ann,negative
m2,c1,fb,City Transport,facebook,comment,outbound,Sorry to hear that,2026-11-04 12:40:00,https://facebook.com/1_2,\
p0,City,,
"""


def test_meltwater_with_many_columns(written):
    path = written(MELTWATER)
    plan = plan_of(path)
    assert plan.preset == "meltwater"
    one, two = rows(path, plan)
    assert (one.comment.text, one.comment.native_id, one.comment.author) == ("You, turnip", "doc1", "@ann")
    assert one.comment.posted_at == datetime(2026, 11, 4, 9, 15, tzinfo=UTC)
    assert (two.comment.text, two.platform) == ("Thanks a lot", "Bluesky")
    assert two.comment.posted_at == datetime(2026, 11, 5, 22, 15, tzinfo=UTC)


def test_meltwater_in_utf16_with_tabs(written):
    path = written(OLD_MELTWATER.encode("utf-16"), "export.csv")
    plan = plan_of(path)
    assert (plan.preset, plan.form.encoding, plan.form.delimiter) == ("meltwater", "utf-16-le", "\t")
    one, two = rows(path, plan)
    assert (one.comment.text, one.comment.author) == ("Öffnet es bald?", "@ann")
    assert two.comment.text == "News"
    assert two.comment.posted_at == datetime(2026, 11, 13, 22, 15, tzinfo=UTC)
    assert one.comment.native_id.startswith("row-")


def test_hootsuite_keeps_what_the_agency_sent_as_context(written):
    path = written(HOOTSUITE)
    plan = plan_of(path)
    assert plan.preset == "hootsuite"
    one, two = rows(path, plan)
    assert (one.account, one.comment.author, one.comment.author_name) == ("City Transport", "Ann A.", "ann")
    assert (one.comment.own, two.comment.own) == (False, True)
    assert one.comment.url is None  # the link of the post is not the comment's


def test_a_preset_can_be_named_and_an_unknown_one_is_refused(written):
    path = written("Content,Direction\nHello,inbound\n")
    plan = proposing.propose(
        recognising.recognise(path, Wish(preset=presets.named("Hootsuite"))), as_preset=True
    )
    assert plan.columns == {"text": ("Content",), "direction": ("Direction",)}
    with pytest.raises(BadInput, match="no preset"):
        presets.named("myspace")


@pytest.mark.parametrize("name", list(presets.known()))
def test_every_preset_can_be_told_apart_and_has_a_text(name):
    preset = presets.known()[name]
    assert preset.title
    assert preset.says
    assert preset.columns["text"]
    assert preset.headers
    for header in preset.headers:
        assert [each.name for each in presets.known().values() if each.fits(header)] == [name]


def test_a_column_that_is_no_id_is_not_taken_for_one(written):
    """Two comments with one id would be taken for one comment and its edit."""
    path = written("post id,text\n" + "".join(f"7,Comment {n}\n" for n in range(20)))
    plan = plan_of(path)
    assert "id" not in plan.columns
    assert len({row.comment.native_id for row in rows(path, plan)}) == 20


def test_entries_of_another_kind_are_skipped(written):
    created = '{"type": "Create", "object": {"id": "1", "content": "a", "published": "2026-01-01"}}'
    path = written(f'[{created}, {{"type": "Like", "object": "2"}}]', "outbox.json")
    assert [row is None for _, row in read(path)] == [False, True]
