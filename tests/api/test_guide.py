"""The examples of docs/api.md run as they stand there, against a real server."""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from danvan.initiatives.models import Registration
from tests.api.conftest import secret_of
from tests.factories import draft, registered

GUIDE = (Path(__file__).resolve().parents[2] / "docs" / "api.md").read_text()


@pytest.mark.django_db(transaction=True)
def test_the_examples_of_the_guide_run(request: Any, live_server: Any, tmp_path: Path) -> None:
    request.getfixturevalue("country")
    office = request.getfixturevalue("office")
    registered(*(draft(f"M{i}", ("07282",)) for i in range(3)))
    given = {"DANVAN_URL": live_server.url, "DANVAN_TOKEN": secret_of(office.coordinator)}
    code = re.search(r"```python\n(.*?)```", GUIDE, re.DOTALL)
    assert code
    done = subprocess.run(
        [sys.executable, "-c", code[1]],
        env=os.environ | given,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert (done.stdout.splitlines(), done.stderr) == (["3", "Ghi qua API"], "")
    assert Registration.objects.count() == 4
