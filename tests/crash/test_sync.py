"""A receipt means that the answer is on the disk: the log is synced after it was written and before the reply leaves."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.crash.crowd import Client, Served
from tests.linking.staging import MakeStage

SENT = 5


@pytest.fixture
def traced(stage: MakeStage, tmp_path: Path, database_url: str):
    """`traced(options)`: what the process asked of the system while five experts sent one after another."""
    if not database_url.startswith("sqlite"):
        pytest.skip("PostgreSQL syncs in processes of its own")
    strace = shutil.which("strace")
    if strace is None:
        pytest.skip("strace is not installed: apt install strace")
    if subprocess.run([strace, "-o", "/dev/null", "true"], check=False, capture_output=True).returncode:
        pytest.skip("strace may not trace here: the kernel or the container forbids it")

    def run(*options: str) -> list[str]:
        play = stage()
        experts = play.invite(SENT)
        path = tmp_path / "calls.txt"
        calls = "trace=pwrite64,write,fsync,fdatasync,sendto"
        served = Served(play, *options, before=(strace, "-f", "-y", "-s", "64", "-e", calls, "-o", str(path)))
        client = Client(served)
        for expert in experts:
            k = expert.device.cookie
            admitted = client.ask("redeem", code=expert.letter.code, k=k)
            told = client.ask("submit", k=k, **admitted, version=str(play.versions[0]), values=expert.values)
            assert "receipt" in told
        client.close()
        served.close()
        return path.read_text(errors="replace").splitlines()

    return run


def receipts(calls: list[str]) -> list[bool]:
    """For each receipt that left: whether the log was written since the last reply, and synced after its last writing."""
    found, written, synced = [], False, False
    for call in calls:
        if re.search(r"pwrite64\(\d+<[^>]*-wal>", call):
            written, synced = True, False
        elif re.search(r"f(?:data)?sync\(\d+<[^>]*-wal>", call):
            synced = True
        elif re.search(r"(?:sendto|write)\(\d+<(?:socket|TCP)", call):
            if "receipt" in call:
                found.append(written and synced)
            written = synced = False
    return found


def test_the_log_is_synced_before_a_receipt_leaves(traced) -> None:
    """Five sendings, five syncs of the write-ahead log between writing and reply."""
    assert receipts(traced()) == [True] * SENT


def test_the_proof_would_notice_a_careless_database(traced) -> None:
    """With synchronous=off the same reading of the calls finds receipts without a sync."""
    assert not any(receipts(traced("--careless")))
