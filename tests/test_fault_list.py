"""Every fault of the list has a test that brings it about.

The list is that of the design page on security: kills, power cuts, full and read-only disks, damaged files, odd clocks,
keyrings that do not answer, second windows, an exhausted machine, another version. A fault whose test was renamed or
removed is noticed here, and so is one that was never given any. Faults of networks, scorers and servers have theirs
beside the code that meets them.
"""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import pytest

from tests.hostile import environments

TESTS = Path(__file__).parent

FAULTS: dict[str, tuple[str, ...]] = {
    "F1 killed while gathering": (
        "store/test_kills.py::test_killed_at_any_write_it_loses_and_doubles_nothing",
        "journeys/test_killed.py::test_a_worker_killed_at_a_named_place_loses_and_doubles_nothing",
    ),
    "F2 killed while scoring": (
        "store/test_faults.py::test_some_test_kills_at_every_point",
        "journeys/test_killed.py::test_a_worker_killed_at_a_named_place_loses_and_doubles_nothing",
        "worker/test_rating.py::test_a_text_that_brings_the_scorer_down_is_left_for_people_and_the_others_are_scored",
    ),
    "F3 killed while deciding or pushing": (
        "store/test_kills.py::test_killed_at_any_write_it_loses_and_doubles_nothing",
        "journeys/test_killed.py::test_a_desktop_killed_at_a_named_place_loses_and_doubles_nothing",
        "platforms/test_mastodon_kills.py::test_an_act_is_done_once_wherever_the_worker_dies",
    ),
    "F5 killed in a migration": (
        "store/test_kills.py::test_killed_in_a_migration_it_has_the_old_schema_or_the_new",
        "store/test_opening.py::test_a_step_that_fails_leaves_the_old_schema",
        "store/test_opening.py::test_a_new_step_comes_after_a_copy_was_made",
        "test_keeping.py::test_copies_from_before_a_new_schema_are_let_go_of_but_the_newest",
    ),
    "F6 power loss": (
        "store/test_power.py::test_a_power_cut_at_any_moment_loses_nothing_that_was_acknowledged",
        "store/test_power.py::test_six_hundred_power_cuts_lose_nothing",
        "store/test_power.py::test_a_desk_that_does_not_flush_would_be_caught",
    ),
    "F7 disk full": (
        "store/test_kills.py::test_a_disk_that_fails_at_any_write_is_told_clearly_and_loses_nothing",
        "test_hard_times.py::test_a_decision_on_a_full_disk_is_refused_not_lost_and_goes_through_once_there_is_room",
        "test_hard_times.py::test_a_worker_waits_for_a_full_disk_and_goes_on_by_itself",
        "test_keeping.py::test_a_full_disk_is_told_in_words_and_older_backups_give_way",
    ),
    "F8 read-only file or folder, wrong owner": (
        "test_hard_times.py::test_a_disk_that_became_read_only_is_refused_at_the_start_with_what_to_look_at",
        "store/test_opening.py::test_looser_modes_are_refused_with_the_command_that_helps",
        "test_viewing.py::test_it_shows_the_line_and_the_decisions_and_writes_nothing",
        "ui/test_door.py::test_a_desk_whose_folder_cannot_be_used_can_be_looked_at_from_the_first_window",
    ),
    "F9 database held by another": (
        "test_hard_times.py::test_a_store_that_another_program_holds_is_told_after_a_while",
        "ui/test_waiting.py::test_the_window_stays_free_and_says_what_it_waits_for",
        "test_viewing.py::test_another_program_that_holds_the_file_is_not_waited_for_and_its_newest_lines_are_seen",
    ),
    "F10 damaged page": (
        "store/test_health.py::test_every_flipped_bit_of_every_page_is_noticed_and_nothing_is_written",
        "store/test_health.py::test_a_file_that_was_cut_or_overwritten_is_noticed",
        "store/test_salvage.py::test_whatever_pages_are_damaged_all_other_rows_are_saved_and_agree",
        "commands/test_hostile_start.py::test_a_damaged_or_foreign_database_is_refused_and_left_as_it_is",
        "ui/test_door.py::test_a_damaged_desk_can_be_looked_at_and_nothing_is_written",
    ),
    "F11 backup and restore": (
        "test_keeping.py::test_backups_made_while_others_write_are_each_of_one_moment",
        "test_keeping.py::test_once_a_week_a_backup_is_tried_out_and_the_result_told",
        "test_restoring.py::test_a_damaged_desk_is_restored_and_the_damaged_file_is_kept_as_it_was",
        "test_restoring.py::test_killed_while_restoring_the_desk_is_the_old_one_or_the_new_or_noticed",
    ),
    "F12 log deleted, copied without it, older copy": (
        "store/test_health.py::test_a_deleted_log_is_noticed_by_the_head_that_is_kept_elsewhere",
        "store/test_health.py::test_an_older_copy_is_noticed",
        "store/test_health.py::test_another_history_of_the_same_length_is_noticed",
        "store/test_health.py::test_a_missing_database_is_not_met_with_a_new_one",
    ),
    "F20 clock jumps": (
        "store/test_queue.py::test_moving_the_clock_of_the_day_moves_no_lease",
        "store/test_queue.py::test_time_asleep_counts_for_the_lease",
        "test_keeping.py::test_a_clock_set_back_does_not_put_backups_off",
        "commands/test_hostile_start.py::test_a_clock_of_1970_or_2099_harms_nothing",
    ),
    "F22 keyring locked, absent, slow": (
        "test_keys.py::test_without_a_good_keyring_a_passphrase_is_asked_for",
        "test_keys.py::test_a_locked_keyring_is_said_to_be_locked",
        "test_keys.py::test_a_keyring_that_never_answers_is_not_waited_for",
    ),
    "F28 a second window": (
        "ui/test_staying.py::test_a_second_start_brings_the_first_window_to_the_front",
        "ui/test_staying.py::test_a_window_that_was_killed_locks_nobody_out",
        "store/test_health.py::test_nobody_replaces_a_database_that_somebody_has_open",
    ),
    "F29 crash while memory or files have run out": (
        "test_hard_times.py::test_a_crash_is_noted_without_content_when_files_or_memory_have_run_out",
        "ui/test_bugs.py::test_an_exception_is_noted_without_what_it_says",
    ),
    "F30 older program on a newer desk": (
        "store/test_opening.py::test_a_newer_schema_is_refused_and_named",
        "test_restoring.py::test_a_backup_of_a_newer_program_is_refused_and_named",
        "commands/test_hostile_start.py::test_a_damaged_or_foreign_database_is_refused_and_left_as_it_is",
    ),
}

ENVIRONMENT = {  # of the hostile cases: what the world around the program may be
    "HOME unset": "commands/test_environment.py::test_without_any_folder_one_is_asked_for",
    "TZ=Nonsense/Zone": "commands/test_environment.py::test_an_odd_zone_locale_and_temporary_folder_change_nothing",
    "LANG=C with non-ASCII output": "commands/test_environment.py::test_words_that_the_terminal_lacks_are_escaped",
    "TMPDIR=/nonexistent": "commands/test_environment.py::test_an_odd_zone_locale_and_temporary_folder_change_nothing",
    "read-only data folder": "test_hard_times.py"
    "::test_a_disk_that_became_read_only_is_refused_at_the_start_with_what_to_look_at",
    "data folder on a network share": "store/test_opening.py::test_a_network_share_is_refused",
    "data folder or file readable by other users": "store/test_opening.py"
    "::test_looser_modes_are_refused_with_the_command_that_helps",
    "PYTHONUTF8=0": "commands/test_environment.py::test_words_that_the_terminal_lacks_are_escaped",
    "no OS keyring available": "test_keys.py::test_without_a_good_keyring_a_passphrase_is_asked_for",
    "OS keyring locked": "test_keys.py::test_a_locked_keyring_is_said_to_be_locked",
    "system clock set to 1970": "commands/test_hostile_start.py::test_a_clock_of_1970_or_2099_harms_nothing",
    "system clock set to 2099": "commands/test_hostile_start.py::test_a_clock_of_1970_or_2099_harms_nothing",
}


@cache
def named_in(file: str) -> dict[str, bool]:
    """The tests of a file, and whether each asserts, expects or calls anything."""
    tree = ast.parse((TESTS / file).read_text("utf-8"))
    return {
        each.name: any(isinstance(part, ast.Assert | ast.With | ast.Call) for part in ast.walk(each))
        for each in tree.body
        if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef) and each.name.startswith("test_")
    }


@pytest.mark.parametrize(
    "named",
    [*FAULTS.items(), *((name, (test,)) for name, test in ENVIRONMENT.items())],
    ids=lambda named: named[0],
)
def test_every_fault_has_tests_that_are_there(named: tuple[str, tuple[str, ...]]) -> None:
    assert named[1]
    for test in named[1]:
        file, name = test.split("::")
        assert named_in(file).get(name), f"{test} is not there, or does nothing"


def test_no_fault_of_the_list_is_left_out() -> None:
    numbers = [int(name.split()[0][1:]) for name in FAULTS]
    assert numbers == [1, 2, 3, *range(5, 13), 20, 22, 28, 29, 30]


def test_every_environment_of_the_hostile_cases_has_a_test() -> None:
    for said in environments():
        assert any(said.startswith(known) for known in ENVIRONMENT), said
