"""The index of the archive survives what a kill does to its last line."""

from orchestration.archive_index import INDEX_FILE, Entry, append, read


def test_entries_come_back_in_order_and_a_torn_line_costs_only_itself(tmp_path):
    assert read(tmp_path) == []
    first, torn, last = (
        Entry("aa.csv", "shop/orders/a.csv"),
        Entry("bb.csv", "x/é}.csv"),
        Entry("cc.jsonl.gz", "c/d.gz"),
    )
    append(tmp_path, [first, torn])
    whole = (tmp_path / INDEX_FILE).read_bytes()
    (tmp_path / INDEX_FILE).write_bytes(whole[:-3])
    append(tmp_path, [last])
    assert read(tmp_path) == [first, last]
