"""Tampering shows: every way of changing the record behind the door's back is found."""

import hashlib
import json

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from danvan.audit.chain import seal_of
from danvan.audit.models import Chain, Entry
from danvan.audit.verify import broken_links
from danvan.initiatives import actions
from tests.factories import draft, operator, registered

pytestmark = pytest.mark.usefixtures("country")


@pytest.fixture
def entries():
    registered(draft("A"), draft("B"), draft("C"))
    return list(Entry.objects.order_by("seq"))


def sql(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, [v.hex if hasattr(v, "hex") and connection.vendor == "sqlite" else v for v in values])


def test_an_untouched_chain_holds(entries):
    assert list(broken_links()) == []
    assert [e.seq for e in entries] == [1, 2, 3]


@pytest.mark.parametrize("column", ["verb", "actor_name", "kind"])
def test_an_altered_entry_is_found(entries, column):
    sql(f"UPDATE audit_entry SET {column} = 'khác' WHERE id = %s", entries[1].pk)  # noqa: S608 - our own column names

    assert [(f["problem"], f["seq"]) for f in broken_links()] == [("altered", 2)]


@pytest.mark.parametrize(("index", "seq"), [(0, 1), (1, 2), (2, 3)])
def test_a_removed_entry_is_found_wherever_it_stood(entries, index, seq):
    sql("DELETE FROM audit_entry WHERE id = %s", entries[index].pk)

    assert [(f["problem"], f["seq"]) for f in broken_links()] == [("missing", seq)]


def test_an_entry_rewritten_with_a_fresh_hash_breaks_the_next(entries):
    from danvan.audit.chain import digest_of

    forged = entries[1]
    forged.verb = "khác"
    sql("UPDATE audit_entry SET verb = 'khác', digest = %s WHERE id = %s", digest_of(forged), forged.pk)

    assert [(f["problem"], f["seq"]) for f in broken_links()] == [("altered", 3)]


def test_a_chain_removed_whole_is_found(entries):
    sql("DELETE FROM audit_entry")

    assert [(f["problem"], f["seq"]) for f in broken_links()] == [("missing", 1)]


def test_the_orm_neither_changes_nor_removes_entries(entries):
    with pytest.raises(PermissionDenied):
        entries[0].save()
    with pytest.raises(PermissionDenied):
        entries[0].delete()
    with pytest.raises(PermissionDenied):
        Entry.objects.all().delete()
    with pytest.raises(PermissionDenied):
        Entry.objects.update(verb="khác")


def test_a_failed_act_leaves_no_trace_and_no_gap(entries):
    with pytest.raises(Exception, match="BG-2022"):
        actions.register(draft("A"), actor=operator("24"))

    assert Entry.objects.count() == len(entries)
    assert Chain.objects.get(province=entries[0].province_id).length == len(entries)
    assert list(broken_links()) == []


def test_each_province_has_its_own_chain():
    registered(draft("A", ("07282",)), draft("B", ("00001",)))

    assert sorted(Chain.objects.values_list("length", flat=True)) == [1, 1]


PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=4),
    max_leaves=20,
)


@given(st.lists(PLAIN))
def test_a_seal_is_that_of_the_json_that_anybody_can_write(values):
    """Whoever checks a chain without our code needs a JSON encoder and SHA-256, nothing else."""
    text = json.dumps(values, ensure_ascii=False, separators=(",", ":"))
    assert seal_of(values) == hashlib.sha256(text.encode()).hexdigest()
