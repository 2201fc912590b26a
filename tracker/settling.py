"""Settles what came in: batches to the store, and only after their commit the acknowledgements, receipts and refusals.

Nothing here is lost by a crash: what was not committed was not acknowledged either, and what is stored twice is stored once.
"""

import asyncio
from collections import Counter, deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

import structlog

from db.trouble import PASSING, passes
from kit.clock import Clock
from kit.counters import count
from kit.process import heed_cancellation
from kit.settings import TrackerSettings
from kit.wire.codes.boxes import FixRefusal
from kit.wire.telemetry import PARTITIONS, Refused, RefusedItem
from tracker.arrivals import Outlet, Source, Ticket
from tracker.progress import Progress
from tracker.store import Fenced, MessageRow, PositionRow, ProgressRow, RefusedRow, Rows, Store

log: structlog.typing.FilteringBoundLogger = structlog.get_logger()

FIRST_DELAY_S = 0.2
LONGEST_DELAY_S = 5.0
MOST_BOOTS = 16
"""Boots of one box followed at once; of older ones nothing more is receipted until the box connects again with them."""

NOTHING = Progress()

After = dict[tuple[UUID, int], tuple[Progress, Source]]
"""Progress of a boot of a box, and by where it came last."""


@dataclass(slots=True)
class Arrival:
    """One message judged, waiting to be stored. `box_id`: none when the box is not known, and then nothing of it is settled."""

    source: Source
    box_id: UUID | None
    positions: list[PositionRow] = field(default_factory=list[PositionRow])
    refused: list[RefusedRow] = field(default_factory=list[RefusedRow])
    message: MessageRow | None = None
    oldest: tuple[int, int] | None = None
    """(boot, sequence) below which the box holds nothing any more."""
    told: list[Refused] = field(default_factory=list[Refused])

    def weight(self) -> int:
        """Give how many rows it holds, at least one: what the bound of the memory counts."""
        return len(self.positions) + len(self.refused) + 1

    def settles(self) -> list[tuple[int, int, int]]:
        """Give what it settles, as (boot, first sequence, last sequence)."""
        ranges: list[tuple[int, int, int]] = []
        boot = first = last = 0
        for row in self.positions:
            if row.seq == last + 1 and row.boot == boot:
                last = row.seq
            else:
                if last:
                    ranges.append((boot, first, last))
                boot, first, last = row.boot, row.seq, row.seq
        if last:
            ranges.append((boot, first, last))
        ranges += [(row.boot, row.seq, row.seq) for row in self.refused if row.boot is not None and row.seq is not None]
        if self.message is not None:
            ranges.append((self.message.boot, self.message.seq, self.message.seq))
        return ranges


class Settling:
    """A bounded queue of arrivals and the one task that stores them, in order.

    `owned`: the partitions of this process now, each with the number it was taken under. What came by another one is not stored: it was
    not acknowledged, and the broker gives it to the next owner.
    """

    def __init__(
        self, settings: TrackerSettings, clock: Clock, store: Store, outlet: Outlet, owned: Mapping[str, int]
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._store = store
        self._outlet = outlet
        self._owned = owned
        self._waiting: deque[Arrival] = deque()
        self._weight = 0
        self._some = asyncio.Event()
        self._progress: dict[UUID, dict[int, Progress]] = {}
        self.room = asyncio.Event()
        """Cleared while the queue is full: the doors stop reading."""
        self.room.set()
        self._unsettled = Counter[str]()
        """Messages that wait or are being stored, by the partition they came by."""
        self._one_settled = asyncio.Event()
        """Set for a moment at the end of each batch."""

    def add(self, arrival: Arrival) -> None:
        """Queue a judged message. Never refuses: the doors watch `room`."""
        self._waiting.append(arrival)
        self._weight += arrival.weight()
        if self._weight >= self._settings.queue_fixes:
            self.room.clear()
        self._unsettled[arrival.source.partition] += 1
        self._some.set()

    @property
    def waiting_fixes(self) -> int:
        """Tell how many fixes are held in memory."""
        return self._weight

    async def drained(self, partition: str) -> None:
        """Wait until nothing that came by a partition waits or is being stored, whatever comes by the others meanwhile."""
        while self._unsettled[partition]:
            await self._one_settled.wait()

    def resume(self, progress: list[tuple[UUID, int, int]]) -> None:
        """Take over boxes whose messages are settled so far: (box, boot, sequence)."""
        for box_id, boot, seq in progress:
            self._keep(box_id, boot, self._past(box_id, boot).starting_at(seq + 1))

    def forget(self, boxes: Iterable[UUID]) -> None:
        """Leave boxes to another process."""
        for box_id in boxes:
            self._progress.pop(box_id, None)

    async def run(self) -> None:
        """Store batch after batch until cancelled."""
        while True:
            heed_cancellation()
            await self._some.wait()
            if self._weight < self._settings.batch_fixes:
                await asyncio.sleep(self._settings.batch_interval_s)
            batch = self._take()
            await self._settle(batch)
            self._unsettled.subtract(arrival.source.partition for arrival in batch)
            self._one_settled.set()
            self._one_settled.clear()

    def _take(self) -> list[Arrival]:
        batch: list[Arrival] = []
        weight = 0
        while self._waiting and weight < self._settings.batch_fixes:
            arrival = self._waiting.popleft()
            weight += arrival.weight()
            batch.append(arrival)
        self._weight -= weight
        if not self._waiting:
            self._some.clear()
        if self._weight < self._settings.queue_fixes // 2:
            self.room.set()
        return batch

    async def _settle(self, batch: list[Arrival]) -> None:
        """Store a batch, however long the database is away; a row it cannot hold is set aside alone."""
        delay_s = FIRST_DELAY_S
        while batch := self._without(batch, {one.source.partition for one in batch} - self._owned.keys()):
            epochs = {partition: self._owned[partition] for partition in {one.source.partition for one in batch}}
            try:
                await self._save(batch, epochs)
            except Fenced as fenced:
                lost = {PARTITIONS[number] for number in fenced.partitions}  # unless taken anew since
                batch = self._without(batch, {one for one in lost if self._owned.get(one) == epochs[one]})
            except PASSING as error:
                heed_cancellation()
                if not passes(error):
                    count("store.unfit")
                    log.exception("batch_unfit", messages=len(batch))
                    await self._settle_apart(batch)
                    return
                count("store.retry")
                log.warning("store_away", waiting=self._weight, error=type(error).__name__)
                await asyncio.sleep(delay_s)
                delay_s = min(delay_s * 2, LONGEST_DELAY_S)
            else:
                return

    def _without(self, batch: list[Arrival], lost: set[str]) -> list[Arrival]:
        """Leave to their next owner what came by partitions that are no longer ours."""
        if not lost:
            return batch
        kept = [arrival for arrival in batch if arrival.source.partition not in lost]
        count("store.fenced", len(batch) - len(kept))
        log.warning("late_write_refused", partitions=sorted(lost), messages=len(batch) - len(kept))
        return kept

    async def _settle_apart(self, batch: list[Arrival]) -> None:
        """Store what can be of a batch that holds a row the database cannot."""
        middle = len(batch) // 2
        parts = [batch[:middle], batch[middle:]] if middle else [[part] for part in _apart(batch[0])]
        for part in parts:
            await self._settle(part)

    async def _save(self, batch: list[Arrival], epochs: Mapping[str, int]) -> None:
        """Store a batch in one transaction, then tell."""
        after, positions, again = self._after(batch)
        now = self._clock.now()
        await self._store.save(
            Rows(
                positions=positions,
                again=again,
                refused=[row for arrival in batch for row in arrival.refused],
                messages=[arrival.message for arrival in batch if arrival.message is not None],
                progress=[
                    ProgressRow(box_id, boot, progress.settled, now)
                    for (box_id, boot), (progress, _) in after.items()
                    if progress.settled > self._past(box_id, boot).settled
                ],
                stored_at=now,
                epochs={PARTITIONS.index(partition): epoch for partition, epoch in epochs.items()},
            )
        )
        self._tell(batch, after)

    def _after(self, batch: list[Arrival]) -> tuple[After, list[PositionRow], list[PositionRow]]:
        """Give how far each boot of the batch will be settled once stored; fixes that come for the first time, and those again."""
        after: After = {}
        positions: list[PositionRow] = []
        again: list[PositionRow] = []
        for arrival in batch:
            repeats = False
            box_id = arrival.box_id
            if box_id is None:
                continue
            if arrival.oldest is not None:
                boot, oldest = arrival.oldest
                held, _ = after.get((box_id, boot)) or (self._past(box_id, boot), arrival.source)
                after[box_id, boot] = held.starting_at(oldest), arrival.source
            for boot, first, last in arrival.settles():
                held, _ = after.get((box_id, boot)) or (self._past(box_id, boot), arrival.source)
                repeats = repeats or held.touches(first, last)
                after[box_id, boot] = held.plus(first, last), arrival.source
            (again if repeats else positions).extend(arrival.positions)
        return after, positions, again

    def _tell(self, batch: list[Arrival], after: After) -> None:
        """Everything is committed: acknowledge, receipt, refuse."""
        for (box_id, boot), (progress, source) in after.items():
            self._keep(box_id, boot, progress)
            if progress.settled:
                self._outlet.settled(source.partition, source.box, boot, progress.settled)
        tickets: dict[str, list[Ticket]] = {}
        fixes = 0
        for arrival in batch:
            source = arrival.source
            fixes += len(arrival.positions)
            if source.mid:
                tickets.setdefault(source.partition, []).append(Ticket(source.connection, source.mid))
            for refused in arrival.told:
                self._outlet.refused(source.partition, source.box, refused)
        for partition, acknowledged in tickets.items():
            self._outlet.acknowledge(partition, acknowledged)
        if fixes:
            count("fix.stored", fixes)

    def _past(self, box_id: UUID, boot: int) -> Progress:
        boots = self._progress.get(box_id)
        return NOTHING if boots is None else boots.get(boot, NOTHING)

    def _keep(self, box_id: UUID, boot: int, progress: Progress) -> None:
        boots = self._progress.setdefault(box_id, {})
        boots[boot] = progress
        if len(boots) > MOST_BOOTS:
            del boots[min(boots)]


def _apart(arrival: Arrival) -> list[Arrival]:
    """Cut an arrival the database refused into arrivals of one row each; of one row alone, make the refusal it is kept as.

    The last part carries the acknowledgement and the words to the box. A refusal that cannot be stored either is dropped, and counted.
    """
    quiet = arrival.source._replace(mid=0)
    parts = [Arrival(quiet, arrival.box_id, positions=[row]) for row in arrival.positions]
    parts += [Arrival(quiet, arrival.box_id, refused=[row]) for row in arrival.refused]
    if arrival.message is not None:
        parts.append(Arrival(quiet, arrival.box_id, message=arrival.message))
    if len(parts) <= 1:
        parts = [_buried(quiet, arrival)]
    rest = Arrival(arrival.source, arrival.box_id, oldest=arrival.oldest, told=arrival.told)
    return [*parts, rest]


def _buried(source: Source, arrival: Arrival) -> Arrival:
    """Turn the one row of an arrival into a refusal."""
    count(f"fix.refused.{FixRefusal.UNSTORABLE}")
    row = arrival.positions[0] if arrival.positions else arrival.message
    if row is None:
        log.error("refusal_dropped", box=source.box)
        return Arrival(source, arrival.box_id)
    kept = RefusedRow.of(source.box, (row.boot, row.seq), FixRefusal.UNSTORABLE, repr(row).encode())
    item = RefusedItem(boot=row.boot, seq=row.seq, reason=FixRefusal.UNSTORABLE)
    return Arrival(source, arrival.box_id, refused=[kept], told=[Refused(items=[item])])
