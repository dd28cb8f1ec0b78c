"""What the tests of boundaries share: a file as an office has it, and the command that brings it in."""

import json

import pytest
from django.core.management import call_command


@pytest.fixture
def run(capsys):
    def call(*args):
        call_command("units", "boundaries", *map(str, args), "--format", "json")
        return json.loads(capsys.readouterr().out)

    return call


@pytest.fixture
def file(tmp_path):
    def write(content, name="ranh-gioi.geojson"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else json.dumps(content, ensure_ascii=False).encode())
        return path

    return write
