"""The numbered steps that make the schema, one portable text for SQLite and PostgreSQL.

To change the schema: append a step; never edit one that has been released. Steps import nothing of ours, so
that they mean the same in ten years. `{pk}`, `{int}`, `{real}` and `{bytes}` are the only words that differ.

All times ending in `_us` are microseconds. `wall` times are UTC since 1970 and only shown; `boot` names the
start of the machine that a lease was counted on ("server" on PostgreSQL).
"""

from __future__ import annotations

STEPS: tuple[tuple[str, str], ...] = (
    (
        "001_desk",
        """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);

CREATE TABLE account (
  id {pk}, platform TEXT NOT NULL, server TEXT NOT NULL, handle TEXT NOT NULL,
  secret {bytes}, session {bytes},
  added_us {int} NOT NULL, removed_us {int},
  last_ok_us {int}, trouble TEXT NOT NULL DEFAULT '', trouble_kind TEXT NOT NULL DEFAULT '',
  failures {int} NOT NULL DEFAULT 0, next_try_us {int} NOT NULL DEFAULT 0);
CREATE UNIQUE INDEX account_once ON account (platform, server, handle) WHERE removed_us IS NULL;

CREATE TABLE bookmark (
  account_id {int} NOT NULL REFERENCES account (id), stream TEXT NOT NULL, cursor TEXT NOT NULL,
  at_us {int} NOT NULL, PRIMARY KEY (account_id, stream));

CREATE TABLE card (
  id {pk}, text_key TEXT,
  state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'claimed', 'decided', 'gone')),
  claim_id {int}, version {int} NOT NULL DEFAULT 1,
  exemplar {int} NOT NULL, copies {int} NOT NULL DEFAULT 1,
  band {int} CHECK (band BETWEEN 0 AND 4), unchecked TEXT DEFAULT 'waiting',
  category TEXT NOT NULL DEFAULT '', sure {real} NOT NULL DEFAULT 0, labels TEXT NOT NULL DEFAULT '{{}}',
  model TEXT NOT NULL DEFAULT '', language TEXT NOT NULL DEFAULT '',
  scored {int} NOT NULL DEFAULT 0, tries {int} NOT NULL DEFAULT 0,
  grown {int} NOT NULL DEFAULT 0,
  priority {int} NOT NULL DEFAULT 0, because TEXT NOT NULL DEFAULT '', since_us {int} NOT NULL,
  CHECK ((state = 'claimed') = (claim_id IS NOT NULL)));
CREATE UNIQUE INDEX card_open_text ON card (text_key) WHERE state IN ('waiting', 'claimed');
CREATE INDEX card_line ON card (priority DESC, id, band, copies) WHERE state = 'waiting';
CREATE INDEX card_claimed ON card (priority DESC, id, copies) WHERE state = 'claimed';
CREATE INDEX card_grown ON card (id) WHERE grown = 1;
CREATE INDEX card_unscored ON card (id) WHERE scored = 0 AND state IN ('waiting', 'claimed');

CREATE TABLE comment (
  id {pk}, account_id {int} NOT NULL REFERENCES account (id), native_id TEXT NOT NULL,
  version TEXT NOT NULL, revision {int} NOT NULL DEFAULT 1, kind TEXT NOT NULL, own {int} NOT NULL DEFAULT 0,
  author_id TEXT NOT NULL, author TEXT NOT NULL, author_name TEXT NOT NULL,
  text TEXT NOT NULL, text_key TEXT, size {int} NOT NULL,
  posted_us {int}, edited_us {int}, url TEXT, root_id TEXT, parent_id TEXT,
  seen_us {int} NOT NULL, checked_us {int} NOT NULL, gone_us {int}, gone_reason TEXT,
  card_id {int} REFERENCES card (id),
  UNIQUE (account_id, native_id));
CREATE INDEX comment_card ON comment (card_id) WHERE card_id IS NOT NULL;
CREATE INDEX comment_check ON comment (account_id, checked_us) WHERE gone_us IS NULL AND own = 0;
CREATE INDEX comment_author ON comment (account_id, author_id);
CREATE INDEX comment_parent ON comment (account_id, parent_id);

CREATE TABLE raw (
  id {pk}, comment_id {int} NOT NULL REFERENCES comment (id), revision {int} NOT NULL,
  sha256 TEXT NOT NULL, salt {bytes} NOT NULL, body {bytes} NOT NULL, at_us {int} NOT NULL,
  UNIQUE (comment_id, revision));

CREATE TABLE set_aside (
  id {pk}, account_id {int} REFERENCES account (id), source TEXT NOT NULL, place TEXT NOT NULL,
  why TEXT NOT NULL, sha256 TEXT NOT NULL, body {bytes} NOT NULL, at_us {int} NOT NULL,
  UNIQUE (source, place, sha256));

CREATE TABLE score (
  id {pk}, card_id {int} NOT NULL REFERENCES card (id), card_version {int} NOT NULL, model TEXT NOT NULL,
  labels TEXT NOT NULL, band {int}, unchecked TEXT, language TEXT NOT NULL, at_us {int} NOT NULL,
  UNIQUE (card_id, card_version, model));

CREATE TABLE claim (
  id {pk}, card_id {int} NOT NULL REFERENCES card (id), person TEXT NOT NULL, desk TEXT NOT NULL,
  card_version {int} NOT NULL, boot TEXT NOT NULL, started_us {int} NOT NULL, lease_us {int} NOT NULL,
  at_us {int} NOT NULL, ended_us {int}, end_reason TEXT,
  CHECK ((ended_us IS NULL) = (end_reason IS NULL)));
CREATE UNIQUE INDEX claim_one_a_card ON claim (card_id) WHERE ended_us IS NULL;
CREATE UNIQUE INDEX claim_one_a_desk ON claim (desk) WHERE ended_us IS NULL;
CREATE INDEX claim_lease ON claim (lease_us) WHERE ended_us IS NULL;

CREATE TABLE decision (
  id {pk}, card_id {int} NOT NULL REFERENCES card (id), claim_id {int} NOT NULL REFERENCES claim (id),
  request_id TEXT NOT NULL UNIQUE, person TEXT NOT NULL, verdict TEXT NOT NULL, reason TEXT,
  seen TEXT NOT NULL, copies {int} NOT NULL, boot TEXT NOT NULL, boot_us {int} NOT NULL,
  at_us {int} NOT NULL, undone_us {int}, undone_by TEXT,
  undone_card {int});
CREATE UNIQUE INDEX decision_one_live ON decision (card_id) WHERE undone_us IS NULL;
CREATE INDEX decision_recent ON decision (person, id DESC);

CREATE TABLE outbox (
  id {pk}, decision_id {int} NOT NULL REFERENCES decision (id),
  comment_id {int} NOT NULL REFERENCES comment (id),
  account_id {int} NOT NULL REFERENCES account (id), op TEXT NOT NULL, key TEXT NOT NULL UNIQUE,
  replay_safe {int} NOT NULL,
  state TEXT NOT NULL DEFAULT 'pending'
    CHECK (state IN ('pending', 'sending', 'uncertain', 'confirmed', 'parked', 'cancelled')),
  attempts {int} NOT NULL DEFAULT 0, boot TEXT NOT NULL, not_before_us {int} NOT NULL,
  lease_us {int}, sender TEXT, problem TEXT NOT NULL DEFAULT '', next_try_us {int}, ref TEXT,
  at_us {int} NOT NULL, settled_us {int});
CREATE INDEX outbox_open ON outbox (id) WHERE state IN ('pending', 'sending', 'uncertain');
CREATE INDEX outbox_parked ON outbox (id) WHERE state = 'parked';
CREATE INDEX outbox_decision ON outbox (decision_id);
CREATE INDEX outbox_comment ON outbox (comment_id, id);

CREATE TABLE reveal (
  id {pk}, person TEXT NOT NULL, desk TEXT NOT NULL, card_id {int} NOT NULL REFERENCES card (id),
  claim_id {int} NOT NULL, showing TEXT NOT NULL, band {int} NOT NULL, base {real} NOT NULL,
  charged {real} NOT NULL, quanta {int} NOT NULL DEFAULT 0, held_us {int} NOT NULL DEFAULT 0,
  text_key TEXT, eff_us {int} NOT NULL, boot TEXT NOT NULL, started_us {int} NOT NULL,
  last_us {int} NOT NULL, ended_us {int}, at_us {int} NOT NULL);
CREATE INDEX reveal_person ON reveal (person, id DESC);
CREATE INDEX reveal_text ON reveal (text_key, person, eff_us);
CREATE INDEX reveal_card ON reveal (card_id, person);
CREATE INDEX reveal_open ON reveal (desk) WHERE ended_us IS NULL;

CREATE TABLE exposure (
  id TEXT PRIMARY KEY, person TEXT NOT NULL, kind TEXT NOT NULL, reveal_id {int}, card_id {int} NOT NULL,
  band {int} NOT NULL, units {real} NOT NULL, eff_us {int} NOT NULL, boot TEXT NOT NULL,
  boot_us {int} NOT NULL, at_us {int} NOT NULL, desk TEXT NOT NULL);
CREATE INDEX exposure_window ON exposure (person, eff_us);

CREATE TABLE rest (
  person TEXT PRIMARY KEY, eff_us {int} NOT NULL, boot TEXT NOT NULL, boot_us {int} NOT NULL,
  wall_us {int} NOT NULL, state TEXT NOT NULL);

CREATE TABLE note (
  id {pk}, card_id {int} NOT NULL REFERENCES card (id), person TEXT NOT NULL, text TEXT NOT NULL,
  at_us {int} NOT NULL);
CREATE INDEX note_card ON note (card_id);

CREATE TABLE passed (
  card_id {int} NOT NULL REFERENCES card (id), person TEXT NOT NULL, at_us {int} NOT NULL,
  PRIMARY KEY (card_id, person));

CREATE TABLE worker (
  id TEXT PRIMARY KEY, boot TEXT NOT NULL, boot_us {int} NOT NULL, at_us {int} NOT NULL,
  doing TEXT NOT NULL, model TEXT NOT NULL);

CREATE TABLE journal (
  seq {int} PRIMARY KEY, at_us {int} NOT NULL, who TEXT NOT NULL, act TEXT NOT NULL, subject TEXT NOT NULL,
  facts TEXT NOT NULL, prev TEXT NOT NULL, hash TEXT NOT NULL UNIQUE);
""",
    ),
    (
        "002_people",
        """
CREATE TABLE person (
  id TEXT PRIMARY KEY, joined_us {int} NOT NULL, left_us {int},
  secret TEXT NOT NULL DEFAULT '', code TEXT NOT NULL DEFAULT '', code_until_us {int} NOT NULL DEFAULT 0,
  tries {int} NOT NULL DEFAULT 0, boot TEXT NOT NULL DEFAULT '', wait_until_us {int} NOT NULL DEFAULT 0);

CREATE TABLE person_name (
  person TEXT PRIMARY KEY REFERENCES person (id), name TEXT NOT NULL, name_key TEXT NOT NULL UNIQUE);

CREATE TABLE role_grant (
  id {pk}, person TEXT NOT NULL REFERENCES person (id),
  role TEXT NOT NULL CHECK (role IN ('moderator', 'lead', 'hr', 'admin')),
  given_us {int} NOT NULL, given_by TEXT NOT NULL, ended_us {int}, ended_by TEXT);
CREATE UNIQUE INDEX role_grant_once ON role_grant (person, role) WHERE ended_us IS NULL;

CREATE TABLE ticket (
  hash TEXT PRIMARY KEY, person TEXT NOT NULL REFERENCES person (id), boot TEXT NOT NULL, until_us {int} NOT NULL);

CREATE TABLE team (
  id {pk}, name TEXT NOT NULL, name_key TEXT NOT NULL, made_us {int} NOT NULL, closed_us {int});
CREATE UNIQUE INDEX team_name_once ON team (name_key) WHERE closed_us IS NULL;

CREATE TABLE membership (
  id {pk}, team_id {int} NOT NULL REFERENCES team (id), person TEXT NOT NULL REFERENCES person (id),
  lead {int} NOT NULL DEFAULT 0, since_us {int} NOT NULL, until_us {int});
CREATE UNIQUE INDEX membership_once ON membership (team_id, person) WHERE until_us IS NULL;
CREATE INDEX membership_person ON membership (person) WHERE until_us IS NULL;

CREATE TABLE draft (
  card_id {int} NOT NULL REFERENCES card (id), person TEXT NOT NULL, text TEXT NOT NULL, at_us {int} NOT NULL,
  handed_over {int} NOT NULL DEFAULT 0, PRIMARY KEY (card_id, person));
CREATE INDEX draft_person ON draft (person);

CREATE TABLE roster_change (
  id {pk}, who TEXT NOT NULL, kind TEXT NOT NULL, at_us {int} NOT NULL, undone_by {int});

CREATE TABLE shift (
  id {pk}, person TEXT NOT NULL REFERENCES person (id), day TEXT NOT NULL, begins {int} NOT NULL,
  ends {int} NOT NULL, zone TEXT NOT NULL,
  added_in {int} NOT NULL REFERENCES roster_change (id), removed_in {int} REFERENCES roster_change (id),
  CHECK (begins >= 0 AND begins < 1440 AND ends > begins AND ends <= begins + 1440));
CREATE UNIQUE INDEX shift_once ON shift (person, day, begins) WHERE removed_in IS NULL;
CREATE INDEX shift_day ON shift (day, person) WHERE removed_in IS NULL;
CREATE INDEX shift_added ON shift (added_in);
CREATE INDEX shift_removed ON shift (removed_in) WHERE removed_in IS NOT NULL;
""",
    ),
    (
        "003_history",
        """
ALTER TABLE decision ADD COLUMN exemplar {int};
ALTER TABLE decision ADD COLUMN revision {int};
CREATE INDEX decision_card ON decision (card_id);
CREATE INDEX decision_exemplar ON decision (exemplar);
CREATE INDEX decision_at ON decision (at_us DESC, id DESC);
CREATE INDEX decision_verdict ON decision (verdict, at_us DESC, id DESC);
CREATE INDEX decision_reason ON decision (reason, at_us DESC, id DESC);
CREATE INDEX decision_person ON decision (person, at_us DESC, id DESC);
CREATE INDEX decision_undone ON decision (at_us DESC, id DESC) WHERE undone_us IS NOT NULL;
CREATE INDEX comment_handle ON comment ((substr(author, 1, 200)));
CREATE INDEX journal_subject ON journal (subject, seq);

CREATE TABLE past_text (
  comment_id {int} NOT NULL REFERENCES comment (id), revision {int} NOT NULL, text TEXT NOT NULL, text_key TEXT,
  PRIMARY KEY (comment_id, revision));
""",
    ),
    (
        "004_imports",
        """
CREATE TABLE import_run (
  id {pk}, file TEXT NOT NULL, path TEXT NOT NULL, size {int} NOT NULL, changed_ns {int} NOT NULL,
  hash TEXT NOT NULL, plan TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('running', 'done', 'cancelled', 'stopped')),
  token TEXT NOT NULL, position {int} NOT NULL DEFAULT 0, counts TEXT NOT NULL DEFAULT '{{}}',
  who TEXT NOT NULL, why TEXT NOT NULL DEFAULT '', started_us {int} NOT NULL, at_us {int} NOT NULL);
CREATE INDEX import_run_hash ON import_run (hash);
CREATE INDEX import_run_path ON import_run (path);

CREATE TABLE import_profile (signature TEXT PRIMARY KEY, plan TEXT NOT NULL, used_us {int} NOT NULL);

CREATE TABLE import_trace (
  mark {int} NOT NULL, comment_id {int} NOT NULL REFERENCES comment (id), PRIMARY KEY (mark, comment_id));
CREATE TABLE import_traced (comment_id {int} NOT NULL);
""",
    ),
    (
        "005_house_rules",
        """
CREATE TABLE house_rule (
  id {pk}, key TEXT NOT NULL, revision {int} NOT NULL, number {int} NOT NULL, title TEXT NOT NULL,
  wording TEXT NOT NULL, verdicts TEXT NOT NULL, second_look TEXT NOT NULL, categories TEXT NOT NULL,
  retired {int} NOT NULL DEFAULT 0, at_us {int} NOT NULL, who TEXT NOT NULL, UNIQUE (key, revision));

ALTER TABLE decision ADD COLUMN awaits {int} NOT NULL DEFAULT 0;
ALTER TABLE decision ADD COLUMN second_us {int};
ALTER TABLE decision ADD COLUMN second_by TEXT;
CREATE INDEX decision_awaits ON decision (at_us DESC, id DESC) WHERE awaits = 1 AND undone_us IS NULL;
""",
    ),
    (
        "006_acts",
        """
ALTER TABLE outbox ADD COLUMN detail TEXT NOT NULL DEFAULT '';

ALTER TABLE decision ADD COLUMN also TEXT NOT NULL DEFAULT '';

CREATE TABLE answer (
  card_id {int} NOT NULL REFERENCES card (id), person TEXT NOT NULL, text TEXT NOT NULL, at_us {int} NOT NULL,
  handed_over {int} NOT NULL DEFAULT 0, PRIMARY KEY (card_id, person));
""",
    ),
    (
        "007_promise",
        """
ALTER TABLE card ADD COLUMN due_us {int};
CREATE INDEX card_due ON card (due_us) WHERE due_us IS NOT NULL AND state IN ('waiting', 'claimed');
""",
    ),
    (
        "008_accounts",
        """
ALTER TABLE account ADD COLUMN native_id TEXT NOT NULL DEFAULT '';
ALTER TABLE account ADD COLUMN login {int} NOT NULL DEFAULT 1;
ALTER TABLE account ADD COLUMN tried_us {int};
ALTER TABLE account ADD COLUMN asked_us {int};
ALTER TABLE account ADD COLUMN paused_us {int};
""",
    ),
    (
        "009_found_again",
        """
ALTER TABLE decision ADD COLUMN account_id {int};
UPDATE decision SET account_id = (SELECT x.account_id FROM card k
  JOIN comment x ON x.id = coalesce(decision.exemplar, k.exemplar) WHERE k.id = decision.card_id);
CREATE INDEX decision_account ON decision (account_id, at_us DESC, id DESC);
DROP INDEX comment_handle;
CREATE INDEX comment_handle ON comment ((substr(author, 1, 200)), card_id);
DROP INDEX comment_card;
CREATE INDEX comment_card ON comment (card_id, (substr(author, 1, 200))) WHERE card_id IS NOT NULL;
DROP INDEX decision_card;
CREATE INDEX decision_card ON decision (card_id, at_us);
DROP INDEX decision_exemplar;
CREATE INDEX decision_exemplar ON decision (exemplar, at_us);
DROP INDEX comment_author;
CREATE INDEX comment_author ON comment (account_id, author_id, own, posted_us, seen_us, card_id);
""",
    ),
    (
        "010_second",
        """
ALTER TABLE card ADD COLUMN second {int} NOT NULL DEFAULT 0;
CREATE INDEX card_second ON card (priority DESC, id) WHERE second = 1 AND state IN ('waiting', 'claimed');
""",
    ),
    (
        "011_veil_points",
        """
CREATE TABLE veil_point (
  account_id {int} NOT NULL REFERENCES account (id), label TEXT NOT NULL, point {real} NOT NULL,
  at_us {int} NOT NULL, who TEXT NOT NULL, PRIMARY KEY (account_id, label));
""",
    ),
    (
        "012_bands",
        """
CREATE TABLE band_point (
  account_id {int} NOT NULL REFERENCES account (id), band {int} NOT NULL CHECK (band BETWEEN 1 AND 4),
  label TEXT NOT NULL, point {real} NOT NULL, at_us {int} NOT NULL, who TEXT NOT NULL,
  PRIMARY KEY (account_id, band, label));
INSERT INTO band_point (account_id, band, label, point, at_us, who)
  SELECT account_id, 1, label, point, at_us, who FROM veil_point;
DROP TABLE veil_point;
""",
    ),
    (
        "013_read_before",
        """
ALTER TABLE score ADD COLUMN text_key TEXT;
ALTER TABLE score ADD COLUMN under TEXT NOT NULL DEFAULT '';
ALTER TABLE score ADD COLUMN said {int};
ALTER TABLE score ADD COLUMN taken TEXT NOT NULL DEFAULT '';
ALTER TABLE score ADD COLUMN taken_from {int};
CREATE INDEX score_text ON score (text_key, model, under, id) WHERE text_key IS NOT NULL;
ALTER TABLE card ADD COLUMN taken TEXT NOT NULL DEFAULT '';
DROP INDEX card_second;
CREATE INDEX card_second ON card ((CASE WHEN band = 0 THEN 0 ELSE 1 END), priority DESC, id)
  WHERE second = 1 AND state IN ('waiting', 'claimed');
""",
    ),
    (
        "014_wordings",
        """
ALTER TABLE card ADD COLUMN joined {int};
ALTER TABLE card ADD COLUMN wordings {int} NOT NULL DEFAULT 1;

CREATE TABLE wording (
  card_id {int} NOT NULL REFERENCES card (id), text_key TEXT NOT NULL, origin {int} NOT NULL, at_us {int} NOT NULL,
  band {int}, unchecked TEXT, category TEXT NOT NULL DEFAULT '', sure {real} NOT NULL DEFAULT 0,
  labels TEXT NOT NULL DEFAULT '{{}}', model TEXT NOT NULL DEFAULT '', language TEXT NOT NULL DEFAULT '',
  taken TEXT NOT NULL DEFAULT '', PRIMARY KEY (card_id, text_key));
CREATE INDEX wording_text ON wording (text_key);
CREATE INDEX wording_mild ON wording (card_id, (coalesce(band, -1)));

CREATE TABLE parted (one TEXT NOT NULL, other TEXT NOT NULL, PRIMARY KEY (one, other));
CREATE INDEX parted_other ON parted (other);

ALTER TABLE decision ADD COLUMN wordings {int} NOT NULL DEFAULT 1;
ALTER TABLE decision ADD COLUMN follows {int};
CREATE INDEX decision_follows ON decision (follows) WHERE follows IS NOT NULL;
""",
    ),
    (
        "015_explanation",
        """
CREATE TABLE explanation (
  card_id {int} PRIMARY KEY REFERENCES card (id), comment_id {int} NOT NULL REFERENCES comment (id),
  revision {int} NOT NULL, model TEXT NOT NULL, found TEXT NOT NULL DEFAULT '', at_us {int} NOT NULL);
""",
    ),
    (
        "016_audit",
        """
CREATE TABLE audit (
  id {pk}, decision_id {int} NOT NULL REFERENCES decision (id),
  comment_id {int} NOT NULL REFERENCES comment (id), revision {int} NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('unread', 'copies')),
  state TEXT NOT NULL DEFAULT 'drawn'
    CHECK (state IN ('drawn', 'waiting', 'answered', 'agreed', 'differs', 'stands', 'reopened', 'dropped')),
  band {int}, category TEXT NOT NULL, sure {real} NOT NULL,
  due_us {int} NOT NULL, same {int} NOT NULL DEFAULT 0, looks {int} NOT NULL DEFAULT 0,
  card_id {int} REFERENCES card (id), answer_id {int} REFERENCES decision (id),
  counted {int}, wrong {int},
  UNIQUE (decision_id, comment_id));
CREATE INDEX audit_state ON audit (state, due_us);
CREATE INDEX audit_card ON audit (card_id) WHERE card_id IS NOT NULL;
CREATE INDEX audit_comment ON audit (comment_id);
CREATE INDEX audit_answer ON audit (answer_id) WHERE answer_id IS NOT NULL;
CREATE UNIQUE INDEX audit_counted ON audit (counted) WHERE counted IS NOT NULL;

ALTER TABLE card ADD COLUMN twin_of {int};
CREATE INDEX card_twin ON card (twin_of) WHERE twin_of IS NOT NULL;
ALTER TABLE decision ADD COLUMN audit TEXT NOT NULL DEFAULT '';
CREATE INDEX decision_audit ON decision (audit, at_us DESC, id DESC) WHERE audit <> '';
""",
    ),
    (
        "017_allowed",
        """
CREATE TABLE allowed (
  id {pk}, word TEXT NOT NULL, word_key TEXT NOT NULL, alone {int} NOT NULL DEFAULT 0, at_us {int} NOT NULL,
  who TEXT NOT NULL, removed_us {int}, removed_by TEXT);
CREATE UNIQUE INDEX allowed_once ON allowed (word_key) WHERE removed_us IS NULL;
ALTER TABLE card ADD COLUMN allowed {int} NOT NULL DEFAULT 0;
ALTER TABLE score ADD COLUMN allowed {int} NOT NULL DEFAULT 0;
""",
    ),
    (
        "018_found_together",
        """
CREATE INDEX decision_reason_verdict ON decision (reason, verdict, at_us DESC, id DESC);
CREATE INDEX decision_account_verdict ON decision (account_id, verdict, at_us DESC, id DESC);
""",
    ),
    (
        "019_protection",
        """
CREATE TABLE queue_time (
  person TEXT NOT NULL, minute {int} NOT NULL, eff_us {int} NOT NULL, us {int} NOT NULL, PRIMARY KEY (person, minute));

CREATE TABLE protection (
  id {pk}, body TEXT NOT NULL, who TEXT NOT NULL, at_us {int} NOT NULL);

CREATE TABLE own_limit (
  person TEXT PRIMARY KEY, share {real} NOT NULL, before {real} NOT NULL, eff_us {int} NOT NULL);
""",
    ),
    (
        "020_quarantine",
        """
CREATE INDEX card_poison ON card (id) WHERE unchecked = 'poison' AND state IN ('waiting', 'claimed');
""",
    ),
    (
        "021_support",
        """
CREATE TABLE support (
  id {pk}, body TEXT NOT NULL, who TEXT NOT NULL, at_us {int} NOT NULL);
""",
    ),
    (
        "022_overrides",
        """
CREATE TABLE override_offer (
  person TEXT PRIMARY KEY, lead TEXT NOT NULL, reason TEXT NOT NULL, why TEXT NOT NULL, minutes {int} NOT NULL,
  card_id {int} NOT NULL, boot TEXT NOT NULL, until_us {int} NOT NULL);

CREATE TABLE override_grant (
  id {pk}, person TEXT NOT NULL, lead TEXT NOT NULL, kind TEXT NOT NULL CHECK (kind IN ('override', 'glass')),
  reason TEXT NOT NULL, why TEXT NOT NULL, card_id {int} NOT NULL DEFAULT 0, opens TEXT NOT NULL DEFAULT '{{}}',
  from_us {int} NOT NULL, until_us {int} NOT NULL, at_us {int} NOT NULL,
  review_due_us {int}, reviewed_us {int}, reviewed_by TEXT NOT NULL DEFAULT '', review TEXT NOT NULL DEFAULT '');
CREATE INDEX override_person ON override_grant (person, until_us);
CREATE INDEX override_review ON override_grant (review_due_us) WHERE review_due_us IS NOT NULL AND reviewed_us IS NULL;

CREATE TABLE whs_event (
  id {pk}, kind TEXT NOT NULL, team_id {int}, person TEXT NOT NULL DEFAULT '', subject TEXT NOT NULL DEFAULT '',
  facts TEXT NOT NULL DEFAULT '{{}}', at_us {int} NOT NULL);
CREATE INDEX whs_event_kind ON whs_event (kind, at_us);

CREATE TABLE targeted (
  person TEXT NOT NULL, incident TEXT NOT NULL, opened_us {int} NOT NULL, closed_us {int},
  PRIMARY KEY (person, incident));

CREATE TABLE withheld (
  card_id {int} PRIMARY KEY REFERENCES card (id), why TEXT NOT NULL, who TEXT NOT NULL, at_us {int} NOT NULL);

CREATE TABLE consultation (
  id {pk}, body TEXT NOT NULL, who TEXT NOT NULL, at_us {int} NOT NULL, withdrawn_us {int},
  withdrawn_by TEXT NOT NULL DEFAULT '');
""",
    ),
    (
        "023_buddies",
        """
CREATE TABLE buddy (person TEXT PRIMARY KEY, other TEXT NOT NULL);
CREATE INDEX buddy_other ON buddy (other);
CREATE TABLE buddy_ping (
  sender TEXT PRIMARY KEY, receiver TEXT NOT NULL, answer TEXT NOT NULL, at_us {int} NOT NULL);
CREATE INDEX buddy_ping_receiver ON buddy_ping (receiver);
""",
    ),
    (
        "024_aimed",
        """
CREATE TABLE staff_entry (
  id {pk}, key_id TEXT NOT NULL, kind TEXT NOT NULL CHECK (kind IN ('person', 'team')),
  person TEXT NOT NULL DEFAULT '', team TEXT NOT NULL DEFAULT '', names {int} NOT NULL, handles {int} NOT NULL,
  at_us {int} NOT NULL, who TEXT NOT NULL);
CREATE INDEX staff_entry_person ON staff_entry (person) WHERE person <> '';
CREATE TABLE staff_mark (
  entry_id {int} NOT NULL REFERENCES staff_entry (id), kind TEXT NOT NULL, platform TEXT NOT NULL,
  words {int} NOT NULL, first TEXT NOT NULL, digest TEXT NOT NULL, PRIMARY KEY (entry_id, kind, digest, platform));
CREATE INDEX staff_mark_digest ON staff_mark (digest);
CREATE TABLE named (
  text_key TEXT NOT NULL, entry_id {int} NOT NULL REFERENCES staff_entry (id), PRIMARY KEY (text_key, entry_id));
CREATE INDEX named_entry ON named (entry_id);
ALTER TABLE card ADD COLUMN names_sought {int} NOT NULL DEFAULT 0;
CREATE INDEX card_names_sought ON card (names_sought, id) WHERE state IN ('waiting', 'claimed');
ALTER TABLE exposure ADD COLUMN target_class TEXT NOT NULL DEFAULT 'general';
ALTER TABLE reveal ADD COLUMN target_class TEXT NOT NULL DEFAULT 'general';

CREATE TABLE incident_offer (
  decision_id {int} PRIMARY KEY REFERENCES decision (id), card_id {int} NOT NULL REFERENCES card (id),
  at_us {int} NOT NULL, taken_us {int});
CREATE INDEX incident_offer_open ON incident_offer (at_us) WHERE taken_us IS NULL;

CREATE TABLE opt_out (
  person TEXT NOT NULL, kind TEXT NOT NULL, eff_us {int}, until_us {int}, PRIMARY KEY (person, kind));
""",
    ),
    (
        "025_parked",
        """
CREATE TABLE handover (
  id {pk}, card_id {int} NOT NULL REFERENCES card (id), giver TEXT NOT NULL, receiver TEXT NOT NULL,
  at_us {int} NOT NULL);
CREATE INDEX handover_card ON handover (card_id, id);
CREATE INDEX handover_receiver ON handover (receiver, id);

CREATE TABLE parked (
  id {pk}, running {int} UNIQUE, begun_us {int} NOT NULL, boot TEXT NOT NULL, boot_us {int} NOT NULL,
  ended_us {int}, minutes {int}, allowed_us {int}, allowed_by TEXT NOT NULL DEFAULT '');

CREATE TABLE parked_hide (
  comment_id {int} PRIMARY KEY REFERENCES comment (id), card_id {int} NOT NULL REFERENCES card (id),
  decision_id {int} NOT NULL REFERENCES decision (id), parked_id {int} NOT NULL REFERENCES parked (id),
  revision {int} NOT NULL, sha256 TEXT NOT NULL, at_us {int} NOT NULL);
CREATE INDEX parked_hide_card ON parked_hide (card_id);
CREATE TABLE parked_close (
  parked_id {int} NOT NULL REFERENCES parked (id), account_id {int} NOT NULL REFERENCES account (id),
  root_id TEXT NOT NULL, comment_id {int} NOT NULL REFERENCES comment (id),
  decision_id {int} NOT NULL REFERENCES decision (id), at_us {int} NOT NULL, opened_us {int},
  PRIMARY KEY (parked_id, account_id, root_id));
CREATE INDEX parked_close_open ON parked_close (parked_id) WHERE opened_us IS NULL;
CREATE INDEX card_severe ON card (id) WHERE state = 'waiting' AND band >= 3;

CREATE TABLE parking (
  id {pk}, body TEXT NOT NULL, who TEXT NOT NULL, at_us {int} NOT NULL);
""",
    ),
    (
        "026_turns",
        """
CREATE INDEX claim_person ON claim (person, id DESC) WHERE end_reason = 'decided';
CREATE INDEX claim_whose ON claim (person) WHERE ended_us IS NULL;
CREATE INDEX card_band ON card (band, priority DESC, id) WHERE state = 'waiting';
DROP INDEX exposure_window;
CREATE INDEX exposure_window ON exposure (person, eff_us, units);
""",
    ),
    (
        "027_elapsed",
        """
CREATE TABLE trusted_time (boot TEXT PRIMARY KEY, boot_us {int} NOT NULL, server_us {int} NOT NULL);

CREATE TABLE time_gap (
  id {pk}, person TEXT NOT NULL, at_us {int} NOT NULL, claimed_us {int} NOT NULL, true_us {int}, halved {int} NOT NULL,
  boot_before TEXT NOT NULL, before_us {int} NOT NULL, wall_us {int} NOT NULL,
  boot_after TEXT NOT NULL, after_us {int} NOT NULL, told {int} NOT NULL DEFAULT 0);
CREATE INDEX time_gap_person ON time_gap (person, at_us);
""",
    ),
)
