"""What dbt remembers of the last parse may not fit the project any more: then it is parsed anew."""

import json

from orchestration import dbt_run

WHOLE = {
    "sources": {"source.shop.orders": {}},
    "nodes": {
        "model.shop.totals.v1": {"resource_type": "model", "depends_on": {"nodes": ["source.shop.orders"]}},
        "model.shop.best": {"resource_type": "model", "depends_on": {"nodes": ["model.shop.totals.v1"]}},
        "seed.shop.rules": {"resource_type": "seed", "depends_on": {"macros": []}},
    },
}
# As after totals got its first version: best still asks for the model without one.
STALE = {"resource_type": "model", "depends_on": {"nodes": ["model.shop.totals"]}}
TORN = WHOLE | {"nodes": WHOLE["nodes"] | {"model.shop.best": STALE}}


def test_a_manifest_that_names_what_is_not_there_is_parsed_anew(tmp_path, monkeypatch):
    project, target = tmp_path / "project", tmp_path / "target"
    project.mkdir()
    target.mkdir()
    (project / "dbt_project.yml").write_text("name: shop")
    memory = target / dbt_run.PARTIAL_PARSE
    memory.write_text("old")
    parsed = []

    def parse(arguments, project_dir, target_dir, callbacks):
        parsed.append(memory.exists())
        (target_dir / "manifest.json").write_text(json.dumps(TORN if memory.exists() else WHOLE))

    monkeypatch.setattr(dbt_run, "_invoke", parse)
    assert dbt_run.load_manifest(project, target) == WHOLE
    assert parsed == [True, False]
    assert dbt_run.load_manifest(project, target) == WHOLE
    assert parsed == [True, False]
