"""The publication is found, opened locked, and replaced without a mixed page."""

import threading

import duckdb
import pytest
import sample_publication
from cs_dash import repo
from cs_dash.publication import connect, current_file, open_publication
from cs_dash.settings import MEMORY_LIMIT, Settings


def settings_of(folder) -> Settings:
    return Settings(folder, MEMORY_LIMIT, 2, 15.0)


@pytest.fixture
def opened():
    """`open_publication` with nothing cached before or after."""
    open_publication.clear()
    yield lambda path: open_publication(path, MEMORY_LIMIT, 2)
    open_publication.clear()


def test_no_publication_is_none(tmp_path):
    assert current_file(settings_of(tmp_path)) is None
    (tmp_path / "published").mkdir()
    (tmp_path / "published" / "current").symlink_to("releases/gone")
    assert current_file(settings_of(tmp_path)) is None


def test_a_new_release_is_seen_while_the_old_one_stays_readable(tmp_path, opened):
    settings = settings_of(tmp_path)
    sample_publication.publish(tmp_path, "first")
    old = opened(current_file(settings))
    sample_publication.publish(tmp_path, "second")
    new = opened(current_file(settings))
    assert (old.publication_id, new.publication_id) == ("first", "second")
    assert old.rows("select publication_id from publication") == [{"publication_id": "first"}]
    assert opened(current_file(settings)) is new


def test_the_connection_before_the_last_is_closed(tmp_path, opened):
    settings = settings_of(tmp_path)
    releases = []
    for release in ("first", "second", "third"):
        sample_publication.publish(tmp_path, release)
        releases.append(opened(current_file(settings)))
    with pytest.raises(duckdb.ConnectionException):
        releases[0].rows("select 1 as one")
    assert [release.rows("select 1 as one") for release in releases[1:]] == [[{"one": 1}]] * 2


@pytest.mark.parametrize(
    "statement",
    [
        "copy (select 1) to '{folder}/out.csv'",
        "select * from read_text('/etc/hostname')",
        "select * from read_csv('/etc/passwd')",
        "select * from '{folder}/other.parquet'",
        "attach '{folder}/other.duckdb' as other",
        "export database '{folder}/out'",
        "install httpfs",
        "load httpfs",
        "set enable_external_access = true",
        "set threads = 8",
        "reset memory_limit",
        "create table mine (i integer)",
        "insert into publication select * from publication",
        "drop table accounts",
    ],
)
def test_a_locked_connection_refuses(sample, tmp_path, statement):
    with pytest.raises(duckdb.Error):
        sample.rows(statement.format(folder=tmp_path))
    assert list(tmp_path.iterdir()) == []


def test_the_limits_hold(sample):
    settings = sample.rows(
        """
        select name, value
        from duckdb_settings()
        where name in ('threads', 'enable_external_access', 'lock_configuration', 'max_temp_directory_size')
        """
    )
    assert {row["name"]: row["value"] for row in settings} == {
        "threads": "2",
        "enable_external_access": "false",
        "lock_configuration": "true",
        "max_temp_directory_size": "7.4 GiB",
    }


def test_threads_get_their_own_rows(sample):
    wrong = []

    def ask(number: int) -> None:
        for _ in range(30):
            if sample.rows("select $n as n, count(*) as c from range(2000)", {"n": number}) != [
                {"n": number, "c": 2000}
            ]:
                wrong.append(number)

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_a_value_is_never_sql(sample):
    assert sample.rows("select count(*) as n from accounts where account_id = $id", {"id": "x' or '1'='1"}) == [
        {"n": 0}
    ]


def test_an_older_publication_is_named_by_what_it_lacks(tmp_path):
    path = tmp_path / "cs_warehouse.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("create table publication as select 'old' as publication_id, now() as as_of")
    old = connect(path, MEMORY_LIMIT, 2)
    assert "retention" in repo.missing_tables(old)
    old.close()
