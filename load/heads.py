"""The heads of a month, signed each minute for a region and its six centres, read back as `./rramu audit verify` does."""

from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time

from kit.clock import real_now
from kit.ids import new_id
from load.report import Found, machine
from socle.audit.heads import PUBLIC_KEY, Head, append, private_key, public_key
from socle.audit.signed import SignedHeads, lines_of

DAYS, MINUTES, CHAINS = 30, 24 * 60, 7


def run() -> Found:
    """Measure, in a folder deleted afterwards.

    Raises: RuntimeError when what was signed does not hold.
    """
    with TemporaryDirectory(prefix="rramu-heads-") as scratch:
        folder = Path(scratch) / "heads"
        _sign(folder, Path(scratch) / "heads.key.pem")
        began, worked = perf_counter(), process_time()
        signed = SignedHeads(lines_of(folder), public_key(folder / PUBLIC_KEY))
        figures: dict[str, float | list[float]] = {
            "lines": float(sum(map(len, signed.by_centre.values()))),
            "read_s": round(perf_counter() - began, 2),
            "read_processor_s": round(process_time() - worked, 2),
        }
    if signed.faults:
        raise RuntimeError(f"heads just signed do not hold: {signed.faults[:3]}")
    return Found(bench="heads", command="./rramu bench heads", ratios={}, figures=figures, machine=machine())


def _sign(folder: Path, key_file: Path) -> None:
    key, first_at = private_key(key_file), real_now() - timedelta(days=DAYS)
    centres = [new_id() for _ in range(CHAINS)]
    for day in range(DAYS):
        minutes = range(day * MINUTES, (day + 1) * MINUTES)
        heads = [
            Head(at=first_at + timedelta(minutes=minute), centre_id=centre, number=minute + 1, hash=f"{minute:064x}")
            for minute in minutes
            for centre in centres
        ]
        append(folder, key, heads)
