"""What tests share of the project: one parse of it, and one run of its unit tests."""

import os
import pprint
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from dbt.config.profile import Profile, read_profile
from dbt.config.renderer import ProfileRenderer
from dbt.contracts.files import FileHash
from dbt_common.context import set_invocation_context
from filelock import FileLock

from orchestration import dbt_run, unit_tests

ROOT = Path(__file__).parents[1]
PARSE = """
from orchestration import dbt_run, session
where = session.places()
dbt_run.load_manifest(where.project_dir, where.parsed_dir)
"""
# Where dbt keeps in its memory of a parse what the profile then said, the build file's path among it.
PROFILE_HASH = re.compile(rb"(?<=profile_hash\x82\xa4name\xa6sha256\xa8checksum\xd9\x40)[0-9a-f]{64}")


@dataclass(frozen=True)
class Project:
    """The project as dbt has parsed it into `parsed`, where refreshes look; `shared` is a folder of all workers."""

    parsed: Path
    shared: Path

    def remember(self, target: Path, warehouse: Path) -> None:
        """Have dbt begin in `target` from the shared parse.

        Else it would parse all anew, since the path of the build file below `warehouse` is another: which models,
        macros and tests do not ask for.
        """
        memory = (self.parsed / dbt_run.PARTIAL_PARSE).read_bytes()
        text, count = PROFILE_HASH.subn(profile_hash(warehouse).encode(), memory)
        assert count == 1, "dbt keeps its memory of the profile in another shape"
        target.mkdir(parents=True, exist_ok=True)
        (target / dbt_run.PARTIAL_PARSE).write_bytes(text)

    @contextmanager
    def unit_tests_once(self) -> Iterator[None]:
        """For a refresh: where unit tests are due one refresh at a time, and the first spares the others theirs."""
        with FileLock(self.shared / "unit_tests.lock"):
            if not unit_tests.have_passed(self.parsed, ROOT):
                yield
                return
        yield


def read(shared: Path) -> Project:
    """Parse the project where refreshes look, unless that is done; one worker does it for all."""
    with FileLock(shared / "parse.lock"):
        if not (shared / "parsed").exists():
            environment = os.environ | {"DBT_PROJECT_DIR": str(ROOT), "WAREHOUSE_DIR": str(shared)}
            done = subprocess.run(
                [sys.executable, "-c", PARSE], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
            )
            assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-4000:]
            (shared / "parsed").touch()
    return Project(Path(os.environ.get("DBT_TARGET_PATH") or ROOT / "target"), shared)


def profile_hash(warehouse: Path) -> str:
    """What dbt keeps of the profile for a warehouse."""
    set_invocation_context(os.environ | {"WAREHOUSE_DIR": str(warehouse)})
    (name, profile), *_ = read_profile(str(ROOT)).items()
    target, settings = Profile.render_profile(profile, name, None, ProfileRenderer({}))
    credentials = Profile._credentials_from_profile(settings, name, target)
    return FileHash.from_contents(pprint.pformat(sorted(credentials.connection_info()))).checksum
