"""Leases: of all machines that share a store, one makes a file and the others wait."""

import json
import threading
import time

import pytest

from narrator.cache import leases
from narrator.cache.leases import Lease, name_owner
from narrator.cache.shared import _reaching, open_store

KEY = "v1-3f00"


@pytest.fixture
def make_lease(url):
    """Make a lease for an owner."""

    def make(owner):
        with _reaching(url) as (files, base):
            return Lease(files, f"{base}/claims/{KEY}", owner)

    return make


def test_one_of_many_machines_has_it(url, tmp_path, monkeypatch):
    """While one machine makes a file, no other does, and each has its turn."""
    monkeypatch.setattr(leases, "_LOOK", 0.01)
    inside, most, turns = [], [], []

    def work(number):
        with open_store(tmp_path / str(number), url).leasing(KEY):
            inside.append(number)
            most.append(len(inside))
            time.sleep(0.02)
            inside.remove(number)
            turns.append(number)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(turns) == [0, 1, 2, 3]
    assert max(most) == 1


def test_it_is_renewed(make_lease, monkeypatch):
    """Whoever takes longer over a file than a lease lasts has it all the same."""
    monkeypatch.setattr(leases, "LASTS", 1.5)
    monkeypatch.setattr(leases, "_LOOK", 0.01)
    lease, waits = make_lease("one"), threading.Thread(target=make_lease("two").take)
    lease.take()
    with lease.renewing():
        waits.start()
        waits.join(2.5)
        assert waits.is_alive()
    waits.join()
    assert lease._read()[0] == "two"


def test_a_lost_one_is_not_renewed(make_lease, monkeypatch):
    """A lease that another has meanwhile stays that other's."""
    monkeypatch.setattr(leases, "LASTS", 0.4)
    lease = make_lease("one")
    lease.take()
    with lease.renewing():
        lease.files.pipe_file(lease.path, json.dumps({"owner": "two", "until": 0}).encode())
        time.sleep(0.6)
        assert lease._read() == ("two", 0.0)


def test_what_a_dead_owner_left_is_taken(make_lease):
    """A lease that has ended is nobody's, and one of this owner is a dead process's."""
    make_lease("one").take()
    make_lease("one").take()
    lease = make_lease("two")
    lease.files.pipe_file(lease.path, json.dumps({"owner": "one", "until": 0}).encode())
    lease.take()
    assert lease._read()[0] == "two"


@pytest.mark.parametrize("left", [b"", b"[]", b"{}", b'{"owner": "one", "until": "late"}'])
def test_what_is_no_lease_is_taken(make_lease, left, monkeypatch):
    """Whatever lies in the place of a lease, and does not become one, holds nobody up."""
    monkeypatch.setattr(leases, "_WRITING", 0.1)
    monkeypatch.setattr(leases, "_LOOK", 0.01)
    lease = make_lease("two")
    lease.files.makedirs(lease.path.rpartition("/")[0], exist_ok=True)
    lease.files.pipe_file(lease.path, left)
    lease.take()
    assert lease._read()[0] == "two"


def test_it_is_gone_when_it_is_given_back(make_lease):
    """Nothing stays behind, and giving back what is gone does nothing."""
    lease = make_lease("one")
    lease.take()
    lease.give_back()
    lease.give_back()
    assert not lease.files.exists(lease.path)


def test_owners_are_told_apart(tmp_path):
    """Two folders of one machine are two owners: those who share a folder wait for each other."""
    assert name_owner(tmp_path / "one") != name_owner(tmp_path / "two")
    assert name_owner(tmp_path) == name_owner(tmp_path)
