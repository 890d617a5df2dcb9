"""`python -m tests.bi.clients RELEASE`: what the clients that are not in the lock make of a release, one line each.

Every client is installed into a folder that is thrown away, so the package registries must be in reach. Not part of
`make test`: the versions that BI tools carry of DuckDB itself are (tests/publish/test_versions.py).
"""

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import duckdb

QUESTION = "select count(*) as n, cast(sum(closing_mrr) as varchar) as mrr from account_mrr where closing_mrr > 100"
COMMENT = "select count(*) as n from duckdb_columns() where comment is not null and schema_name = 'main'"

PYTHON = """
import json, sys, duckdb
con = duckdb.connect(sys.argv[1], read_only=True, config={"enable_external_access": "false"})
print(json.dumps([*con.execute(sys.argv[2]).fetchone(), *con.execute(sys.argv[3]).fetchone()]))
"""
SQLALCHEMY = """
import json, sys, sqlalchemy as sa
engine = sa.create_engine("duckdb:///" + sys.argv[1], connect_args={"read_only": True})
with engine.connect() as con:
    answer = [*con.execute(sa.text(sys.argv[2])).fetchone(), *con.execute(sa.text(sys.argv[3])).fetchone()]
assert "account_mrr" in sa.inspect(engine).get_table_names()
print(json.dumps(answer))
"""
NODE = """
const {DuckDBInstance} = require('@duckdb/node-api');
(async () => {
  const db = await DuckDBInstance.create(process.argv[2], {access_mode: 'READ_ONLY'});
  const con = await db.connect();
  const ask = async (sql) => (await con.runAndReadAll(sql)).getRowsJson()[0];
  const [n, mrr] = await ask(process.argv[3]);
  const [comments] = await ask(process.argv[4]);
  console.log(JSON.stringify([Number(n), mrr, Number(comments)]));
})();
"""
CLIENTS = {
    "Python duckdb 1.4.4": (["duckdb==1.4.4"], PYTHON),
    "Python duckdb 1.5.6": (["duckdb==1.5.6"], PYTHON),
    "Superset's pins: SQLAlchemy 1.4, duckdb-engine, duckdb below 2": (
        ["sqlalchemy>=1.4,<2", "duckdb-engine==0.17.0", "duckdb>=1.4.2,<2"],
        SQLALCHEMY,
    ),
    "SQLAlchemy 2, duckdb-sqlalchemy, duckdb 1.5": (["sqlalchemy>=2,<3", "duckdb-sqlalchemy", "duckdb<2"], SQLALCHEMY),
}


def run(command: list, folder: Path) -> str:
    """What a command wrote; raises CalledProcessError with what it complained of."""
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=300, check=False)
    if done.returncode:
        raise subprocess.CalledProcessError(done.returncode, command[0], stderr=done.stderr[-300:])
    return done.stdout


def in_python(packages: list[str], script: str, arguments: list[str], folder: Path) -> list:
    """The answers of a script in an environment that has only these packages."""
    run([sys.executable, "-m", "venv", "--without-pip", "env"], folder)
    python = folder / "env" / "bin" / "python"
    run([sys.executable, "-m", "pip", "--python", python, "install", "--quiet", *packages], folder)
    return json.loads(run([python, "-c", script, *arguments], folder))


def in_shell(arguments: list[str], folder: Path) -> list:
    """The answers of DuckDB's command line, of the package duckdb-cli."""
    run([sys.executable, "-m", "venv", "--without-pip", "env"], folder)
    pip = [sys.executable, "-m", "pip", "--python", folder / "env" / "bin" / "python"]
    run([*pip, "install", "--quiet", "duckdb-cli"], folder)
    database, *queries = arguments
    shell = folder / "env" / "bin" / "duckdb"
    rows = [json.loads(run([shell, "-readonly", "-json", database, query], folder))[0] for query in queries]
    return [value for row in rows for value in row.values()]


def in_node(arguments: list[str], folder: Path) -> list:
    """The answers of Node's @duckdb/node-api."""
    (folder / "ask.js").write_text(NODE, encoding="utf-8")
    run(["npm", "install", "--no-audit", "--no-fund", "--silent", "@duckdb/node-api"], folder)
    return json.loads(run(["node", "ask.js", *arguments], folder))


def main() -> int:
    """Ask every client; 1 when one that could be installed answered otherwise than the lock's DuckDB."""
    parser = argparse.ArgumentParser(prog="python -m tests.bi.clients", description=__doc__)
    parser.add_argument("release", type=Path, help="a release's folder, such as warehouse/published/current")
    database = str(parser.parse_args().release.resolve(strict=True) / "cs_warehouse.duckdb")
    arguments = [database, QUESTION, COMMENT]
    with duckdb.connect(database, read_only=True) as con:
        expected = [*con.execute(QUESTION).fetchone(), *con.execute(COMMENT).fetchone()]
    trials = {name: (in_python, packages, script) for name, (packages, script) in CLIENTS.items()}
    trials |= {"DuckDB command line (duckdb-cli)": (in_shell,), "Node @duckdb/node-api": (in_node,)}
    wrong = 0
    for name, (ask, *given) in trials.items():
        folder = Path(tempfile.mkdtemp(prefix="bi-client-"))
        try:
            found = ask(*given, arguments, folder)
            print(f"{name}: {'same answers' if found == expected else f'{found} for {expected}'}", flush=True)
            wrong += found != expected
        except (subprocess.CalledProcessError, FileNotFoundError) as error:
            print(f"{name}: not tried or failed: {getattr(error, 'stderr', None) or error}".strip(), flush=True)
        finally:
            shutil.rmtree(folder)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
