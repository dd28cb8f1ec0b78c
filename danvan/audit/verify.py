"""Reading the chains again: a removed, added or altered entry shows."""

import uuid
from collections.abc import Iterator

from danvan.audit.chain import digest_of
from danvan.audit.models import Chain, Entry


def broken_links() -> Iterator[dict[str, object]]:
    """Yield one finding per province whose chain does not hold, naming the first entry at fault."""
    heads = {head.province_id: head for head in Chain.objects.all()}
    provinces = set(heads) | set(Entry.objects.order_by().values_list("province_id", flat=True).distinct())
    for province_id in sorted(provinces):
        finding = _check(province_id, heads.get(province_id))
        if finding:
            yield {"province": str(province_id), **finding}


def _check(province_id: uuid.UUID, head: Chain | None) -> dict[str, object] | None:
    seq, digest = 0, ""
    for entry in Entry.objects.filter(province_id=province_id).order_by("seq").iterator(chunk_size=2000):
        if entry.seq != seq + 1:
            return {"problem": "missing", "seq": seq + 1}
        if entry.previous != digest or entry.digest != digest_of(entry):
            return {"problem": "altered", "seq": entry.seq}
        seq, digest = entry.seq, entry.digest
    if head is None or (head.length, head.digest) != (seq, digest):
        return {"problem": "missing", "seq": seq + 1}
    return None
