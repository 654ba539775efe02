"""A class on one machine keeps its people apart by accounts: three of them use what deploy/README.md has made."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="not on this platform: a class is on Linux"),
    pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="needs root, to be three accounts"),
    pytest.mark.xdist_group("accounts"),
]


@pytest.fixture(scope="module")
def seen():
    """What the course collected, and what a student could do to the others."""
    with tempfile.TemporaryDirectory(prefix="accounts-") as folder:
        os.chmod(folder, 0o755)
        script = Path(__file__).with_name("three_accounts.py")
        done = subprocess.run([sys.executable, script, folder], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_work_goes_from_the_student_to_the_course(seen):
    # Modes that keep everybody out would pass the next test.
    assert seen["collected"] == ["submitted/anna/03-softmax-weighting/03-softmax-weighting.ipynb"]


def test_a_student_reaches_nothing_of_the_others(seen):
    # A class is isolated by these modes alone; the demonstration, which the other tests use, isolates nobody.
    assert not [name for name, done in seen["done"].items() if done]
    assert len(seen["done"]) == 10
