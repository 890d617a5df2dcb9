"""The files: the same at every run, and every planted fault is where the list says."""

import gzip
import hashlib
import json
from collections import Counter

import pytest

from demo.__main__ import main
from tests.demo.conftest import ARGUMENTS, Company, write_company


def digests(company: Company) -> dict[str, str]:
    folders = {"extracts": company.extracts, "truth": company.truth}
    return {
        f"{name}/{path.relative_to(folder)}": hashlib.sha256(path.read_bytes()).hexdigest()
        for name, folder in folders.items()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_two_runs_write_the_same_bytes(company, tmp_path):
    again = write_company(tmp_path)
    assert digests(again) == digests(company)


def test_another_seed_writes_another_company(company, tmp_path):
    other = Company(tmp_path / "extracts", tmp_path / "truth")
    main([*ARGUMENTS, "--seed", "4", "--out", str(other.extracts), "--truth", str(other.truth)])
    assert other.table("accounts") != company.table("accounts")


def test_a_folder_of_somebody_else_is_left_alone(tmp_path):
    (tmp_path / "extracts").mkdir()
    (tmp_path / "extracts" / "thesis.txt").write_text("years of work")
    with pytest.raises(SystemExit, match=r"thesis\.txt"):
        main([*ARGUMENTS, "--out", str(tmp_path / "extracts"), "--truth", str(tmp_path / "truth")])
    assert (tmp_path / "extracts" / "thesis.txt").read_text() == "years of work"


def test_every_kind_of_fault_is_planted(company):
    kinds = Counter(row["kind"] for row in company.table("planted_faults"))
    once = {"bad_date", "missing_value", "truncated_gzip", "error_page", "copied_file", "unknown_column"}
    once |= {"hostile_name", "deleted_account", "deleted_customer"}
    assert {kind: kinds[kind] for kind in once} == dict.fromkeys(once, 1)
    # A pair and a chain of two; three rows of test mode in each of three lists; a word and a comma for numbers.
    assert (kinds["merged_account"], kinds["test_mode"], kinds["bad_number"]) == (3, 9, 2)
    several = {"free_mail", "shared_domain", "subsidiary_on_parents_domain", "contact_majority", "manual_map"}
    several |= {"late_event", "duplicate_event", "plan_migration", "key_of_merged_account"}
    assert {kind for kind in several if kinds[kind] == 0} == set()


def test_faults_of_rows_stand_at_their_row(company):
    planted = [row for row in company.table("planted_faults") if row["row_number"] and row["key"]]
    records = {path: company.records(path) for path in {row["path"] for row in planted}}
    missed = [row for row in planted if row["key"] not in json.dumps(records[row["path"]][int(row["row_number"]) - 1])]
    assert missed == []


def test_late_events_happened_hours_before_they_were_received(company):
    late = {row["key"] for row in company.table("planted_faults") if row["kind"] == "late_event"}
    waits = {True: [], False: []}
    for path in company.files("segment/tracks"):
        for one in company.records(path):
            happened, received = (one[name][:16] for name in ("timestamp", "receivedAt"))
            waits[one["messageId"] in late].append(happened < received[:13])
            assert one["receivedAt"][:10] in path
    assert all(waits[True])
    # An hour's end passes between sending and receipt now and then, but for hardly any event.
    assert sum(waits[False]) < len(waits[False]) / 100


def test_duplicate_events_come_again_with_the_same_id(company):
    twice = {row["key"] for row in company.table("planted_faults") if row["kind"] == "duplicate_event"}
    seen = Counter(one["messageId"] for path in company.files("segment/tracks") for one in company.records(path))
    assert {key for key, count in seen.items() if count == 2} == twice
    assert max(seen.values()) == 2


def test_faults_of_whole_files(company):
    paths = {row["kind"]: company.extracts / row["path"] for row in company.table("planted_faults")}
    with pytest.raises(EOFError):
        gzip.decompress(paths["truncated_gzip"].read_bytes())
    assert paths["error_page"].read_bytes().startswith(b"<!DOCTYPE html>")
    original = paths["copied_file"].with_name(paths["copied_file"].name.replace(" (1)", ""))
    assert original.read_bytes() == paths["copied_file"].read_bytes()
