"""The scripts that scan and kill the officers' console, so short that they fit in the suite; and that they have eyes."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from office_scan.downloads import faults_of_file
from office_scan.reading import Page, faults
from office_scan.texts import EVERYTHING, PAYLOADS, twin

SCRIPTS = Path(__file__).parents[2] / "scripts"
SAVED = "attachment; filename*=UTF-8''a.csv"


def run(script, *arguments):
    command = [sys.executable, str(SCRIPTS / script), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=280)


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.parametrize("checks", ["forgery,bodies", "sessions,paths,guessing", "planted"])
def test_the_scan_finds_nothing(checks):  # who may do what: tests/office/test_permissions.py
    scan = run("scan_office.py", "--quick", "--texts", 2, "--only", checks)

    assert scan.returncode == 0, scan.stdout + scan.stderr
    assert "no findings" in scan.stdout


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_nothing_is_lost_when_the_service_is_killed_while_an_officer_saves():
    crash = run("crash_office.py", "--rounds", 6, "--seed", 57)

    assert crash.returncode == 0, crash.stdout + crash.stderr
    assert "6 rounds of kill -9" in crash.stdout


@pytest.mark.parametrize("payload", [one for one in PAYLOADS if re.search("<[a-z]", one) and "<!--" not in one])
def test_a_payload_that_was_not_escaped_would_be_seen(payload):
    quiet = Page(f"<main><p title='x'>{twin(payload)}</p><a href='/canbo/'>x</a></main>")

    loud = Page(f"<main><p title='x'>{payload}</p><a href='/canbo/'>x</a></main>")

    assert faults(quiet) == []
    assert faults(loud) or loud.shapes - quiet.shapes


@pytest.mark.parametrize("text", EVERYTHING)
def test_a_twin_is_harmless_in_text_and_in_attributes(text):
    page = Page(f'<p title="{twin(text)}">{twin(text)}</p>')

    assert page.shapes == {("p", "title")}


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", " jAvascript:x", "java\tscript:x", "data:text/html,x", "//evil.example"]
)
def test_a_link_that_runs_or_leads_astray_would_be_seen(address):
    assert faults(Page(f'<a href="{address}">x</a>'))


@pytest.mark.parametrize("cell", ["=1+1", "@SUM(A1)", "+cmd", "-2+3", "\t=1", "  =1"])
def test_a_formula_in_a_file_would_be_seen(cell):
    assert list(faults_of_file(f'a,"{cell}"\r\n'.encode("utf-8-sig"), SAVED))
    assert not list(faults_of_file(f'a,"\'{cell}",-2.5,"+84"\r\n'.encode("utf-8-sig"), SAVED))


@pytest.mark.parametrize(
    "name", ["attachment; filename=a.csv", "attachment; filename*=UTF-8''a\r\nX: y", 'inline; filename="a.html"']
)
def test_an_odd_name_of_a_file_would_be_seen(name):
    assert list(faults_of_file(b"x", name))
