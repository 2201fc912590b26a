"""The way in: each message judged as it comes, in the order of its session, published at once, and queued to be stored.

Nothing waits here: a verdict needs only what is in memory. What must be durable goes on in `tracker/settling.py`.
"""

import json
import time
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import msgspec
import structlog

from kit.clock import Clock
from kit.counters import count
from kit.wire.codes.boxes import FixRefusal, MessageRefusal
from kit.wire.live import LivePosition
from kit.wire.telemetry import PARTITIONS, BoxHealth, BoxStatus, Fix, OrderReceipt, Presence, Refused, RefusedItem
from tracker import filters
from tracker.arrivals import Content, Fixes, MessageRefused, Source
from tracker.boxes import BoxRegister, KnownBox
from tracker.cells import cell
from tracker.filters import Track
from tracker.live.feed import Feed
from tracker.park import Heard, Park
from tracker.settling import Arrival, Settling
from tracker.state import LiveState
from tracker.store import MessageRow, PositionRow, RefusedRow, whole_ms

PARTITION_NUMBERS = {name: number for number, name in enumerate(PARTITIONS)}

LOGGED_EVERY_S = 60.0
"""How often a box's same refusal is written in the log, real seconds. Boxes are those the broker lets in: there are so many."""

_NO_TRACK = Track()
log: structlog.typing.FilteringBoundLogger = structlog.get_logger()


class Moment(NamedTuple):
    """When a message came, in domain time, and how much later than that its box says it sent it."""

    now: datetime
    sent_ms: int | None


class Ingest:
    """Judges what the doors hand over. One per process, on its event loop."""

    def __init__(self, clock: Clock, register: BoxRegister, state: LiveState, settling: Settling, park: Park) -> None:
        self._clock = clock
        self._register = register
        self._state = state
        self._settling = settling
        self._park = park
        self._tracks: dict[UUID, Track] = {}
        self._feeds: dict[str, Feed] = {}
        self._logged: dict[tuple[str, MessageRefusal], float] = {}

    def open(self, feed: Feed, known: Iterable[tuple[LivePosition, UUID]]) -> None:
        """Take over a partition, with the last stored position of each of its vehicles and the box it came from."""
        self._feeds[feed.partition] = feed
        for position, box_id in known:
            self._state.offer(position, feed.partition)
            self._tracks[box_id] = Track(_fix(position))

    def close(self, partition: str, boxes: Iterable[KnownBox]) -> None:
        """Leave a partition, with its boxes, to another process."""
        self._feeds.pop(partition, None)
        self._state.forget(partition)
        left = [box.id for box in boxes]
        for box_id in left:
            self._tracks.pop(box_id, None)
        self._park.forget(left)

    def take(self, source: Source, content: Content) -> None:
        """Judge one message."""
        box = self._register.named(source.box)
        if box is None or not box.active:
            self._refuse_sender(source, content, MessageRefusal.UNKNOWN_BOX)
        elif box.partition != source.partition:
            self._refuse_sender(source, content, MessageRefusal.WRONG_PARTITION)
        else:
            now = self._clock.now()
            self._hear(source, box, content, self._park.heard(box.id, now), now)

    def _hear(self, source: Source, box: KnownBox, content: Content, heard: Heard, now: datetime) -> None:
        """Judge a message of a box in its place."""
        if isinstance(content, MessageRefused):
            self._refuse_message(source, box.id, content)
        elif isinstance(content, Fixes):
            self._judge(source, box, content, heard, now)
        elif isinstance(content, Presence):
            count("message.presence")
            heard.online = content.online
            self._settling.add(Arrival(source, box.id, oldest=_oldest(content)))
        elif isinstance(content, BoxHealth):
            count("message.health")
            heard.health, heard.health_at = content, now
            self._settling.add(Arrival(source, box.id))
        else:
            self._settling.add(Arrival(source, box.id, message=self._message(box, content)))

    # --- fixes ---

    def _judge(self, source: Source, box: KnownBox, content: Fixes, heard: Heard, now: datetime) -> None:
        moment = _moment(content, heard, now)
        earliest, latest = now - filters.OLDEST, now + self._clock.future_bound()
        arrival = Arrival(source, box.id)
        moved: list[LivePosition] = []
        items: list[RefusedItem] = []
        for fix in content.fixes:
            reason = filters.refusal(fix, earliest, latest)
            reason = reason and self._again(reason, box, fix, earliest, latest)
            reason = reason or self._follow(box, fix, moment, arrival, moved)
            if reason is not None:
                items.append(RefusedItem(boot=fix.boot, seq=fix.seq, reason=reason))
                arrival.refused.append(RefusedRow.of(box.name, (fix.boot, fix.seq), reason, _readable(fix)))
        if moved:
            self._feeds[source.partition].publish(moved)
        for unread in content.unread:
            numbers, reason = (unread.boot, unread.seq), FixRefusal.UNREADABLE
            items.append(RefusedItem(boot=unread.boot, seq=unread.seq, reason=reason))
            arrival.refused.append(RefusedRow.of(box.name, numbers, reason, unread.payload))
        if items:
            arrival.told.append(Refused(items=items))
            for item in items:
                count(f"fix.refused.{item.reason}")
        if content.refused is not None:
            _add_refusal(arrival, content.refused)
        if not content.kept:
            arrival.positions.clear()
        if content.kept or arrival.refused:
            self._settling.add(arrival)

    def _again(
        self, reason: FixRefusal, box: KnownBox, fix: Fix, earliest: datetime, latest: datetime
    ) -> FixRefusal | None:
        """Judge a refused fix once more, by its box's clock when that is known to be ahead."""
        if reason is not FixRefusal.IN_THE_FUTURE:
            return reason
        return filters.refusal(fix, earliest, latest + self._park.ahead(box.id))

    def _follow(
        self, box: KnownBox, fix: Fix, moment: Moment, arrival: Arrival, moved: list[LivePosition]
    ) -> FixRefusal | None:
        """Judge a fix, sound alone, by where its box was before."""
        self._tracks[box.id], believed = filters.follow(self._tracks.get(box.id, _NO_TRACK), fix)
        reason: FixRefusal | None = FixRefusal.IMPOSSIBLE_SPEED
        for one in believed:
            reason = self._believe(box, one, moment, arrival, moved)
        return reason  # of the last one believed, the fix itself

    def _believe(
        self, box: KnownBox, fix: Fix, moment: Moment, arrival: Arrival, moved: list[LivePosition]
    ) -> FixRefusal | None:
        """Let a believed fix move its vehicle if it is its newest, and queue it to be stored."""
        vehicle_id = box.vehicle_at(fix.measured_at)
        if vehicle_id is None:
            return FixRefusal.NO_VEHICLE
        position = LivePosition(
            vehicle_id=vehicle_id,
            boot=fix.boot,
            seq=fix.seq,
            measured_at=fix.measured_at,
            received_at=moment.now,
            lon_deg=fix.lon_deg,
            lat_deg=fix.lat_deg,
            speed_mps=fix.speed_mps,
            heading_deg=fix.heading_deg,
            accuracy_m=fix.accuracy_m,
        )
        held = self._state.latest(vehicle_id)
        why = filters.history_only(fix, moment.now, None if held is None else held.measured_at)
        if why is not None:
            count(f"fix.history.{why}")
        elif self._state.offer(position, box.partition):
            moved.append(position)
        arrival.positions.append(
            PositionRow(
                box.id,
                fix.boot,
                fix.seq,
                fix.measured_at,
                moment.now,
                vehicle_id,
                why is not None,
                fix.lon_deg,
                fix.lat_deg,
                fix.speed_mps,
                fix.heading_deg,
                fix.accuracy_m,
                cell(fix.lon_deg, fix.lat_deg),
                moment.sent_ms,
                PARTITION_NUMBERS[box.partition],
            )
        )
        return None

    # --- the rest ---

    def _message(self, box: KnownBox, content: BoxStatus | OrderReceipt) -> MessageRow:
        kind = "status" if isinstance(content, BoxStatus) else "receipt"
        count(f"message.{kind}")
        now = self._clock.now()
        return MessageRow(
            box_id=box.id,
            boot=content.boot,
            seq=content.seq,
            # A box whose clock is wrong, ahead or from before it was fitted, is believed to be where it is now.
            vehicle_id=box.vehicle_at(min(content.at, now)) or box.vehicle_at(now),
            kind=kind,
            body=msgspec.json.encode(content).decode(),
            received_at=now,
        )

    def _refuse_message(self, source: Source, box_id: UUID | None, refused: MessageRefused) -> None:
        arrival = Arrival(source, box_id)
        _add_refusal(arrival, refused)
        self._settling.add(arrival)

    def _refuse_sender(self, source: Source, content: Content, reason: MessageRefusal) -> None:
        """Refuse a box out of place. Nothing it sent is settled: it keeps it, and sends it again later.

        A presence or a word on its health is only counted: there is nothing to keep, and an answer could be answered by another presence.
        """
        self._log_refusal(source, reason)
        if isinstance(content, Presence | BoxHealth):
            count(f"message.refused.{reason}")
            self._settling.add(Arrival(source, None))
            return
        payload = content.payload if isinstance(content, MessageRefused) else msgspec.json.encode(content)
        self._refuse_message(source, None, MessageRefused(reason, "no such box in service in this partition", payload))

    def _log_refusal(self, source: Source, reason: MessageRefusal) -> None:
        """Say who was refused, once in a while for each box: it will try again at once."""
        now, key = time.monotonic(), (source.box, reason)
        if now - self._logged.get(key, -LOGGED_EVERY_S) >= LOGGED_EVERY_S:
            self._logged[key] = now
            log.warning("box.refused", box=source.box, partition=source.partition, reason=reason.value)


def _moment(content: Fixes, heard: Heard, now: datetime) -> Moment:
    """Give when fixes came and were sent, and learn of their box's clock: a fix is sent no earlier than it is measured."""
    if not content.fixes:
        return Moment(now, None)
    last = content.fixes[-1]
    heard.clock.hear(last.sent_at or last.measured_at, now)
    return Moment(now, None if last.sent_at is None else whole_ms(last.sent_at - now))


def _readable(fix: Fix) -> bytes:
    """Write a fix out again as JSON, with NaN and Infinity as they are."""
    return json.dumps(msgspec.to_builtins(fix)).encode()


def _fix(position: LivePosition) -> Fix:
    return Fix(
        boot=position.boot,
        seq=position.seq,
        measured_at=position.measured_at,
        lon_deg=position.lon_deg,
        lat_deg=position.lat_deg,
        accuracy_m=position.accuracy_m,
    )


def _oldest(presence: Presence) -> tuple[int, int] | None:
    if presence.boot is None or presence.oldest_seq is None:
        return None
    return presence.boot, presence.oldest_seq


def _add_refusal(arrival: Arrival, refused: MessageRefused) -> None:
    count(f"message.refused.{refused.reason}")
    box, correlation = arrival.source.box, arrival.source.correlation
    arrival.refused.append(RefusedRow.of(box, refused.numbers, refused.reason, refused.payload))
    arrival.told.append(
        Refused(
            message=refused.reason,
            detail=refused.detail,
            correlation=None if correlation is None else correlation.hex(),
        )
    )
