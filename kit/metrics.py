"""What a process tells Prometheus: every counter of `kit.counters`, and the measures below. Never an id, never a name.

Counting is done in one way, `kit.counters.count`; this file only gives the counts their form here. Each metric is explained in
docs/operations.md (a test compares). The API gives its own at `/api/metrics`; tracker and worker on a port of the loopback (`kit.watched`).
"""

from collections.abc import Callable, Iterator

from prometheus_client import CollectorRegistry, Gauge, Histogram, ProcessCollector
from prometheus_client.metrics_core import CounterMetricFamily, Metric
from prometheus_client.registry import Collector

from kit import counters

REGISTRY = CollectorRegistry()
ProcessCollector(registry=REGISTRY)


class _Counts(Collector):
    """The counters as they are at the moment of asking."""

    def collect(self) -> Iterator[Metric]:
        """Give one family: the name of a counter is its label."""
        family = CounterMetricFamily("rramu_events", "What the process did and refused", labels=["event"])
        for name, total in counters.totals().items():
            family.add_metric([name], total)
        yield family


REGISTRY.register(_Counts())

HTTP_SECONDS = Histogram(
    "rramu_http_request_seconds",
    "From the request to the end of its answer",
    ["method", "route", "status"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15),
    registry=REGISTRY,
)
POOL = Gauge("rramu_pool_connections", "Connections to PostgreSQL of this process", ["use"], registry=REGISTRY)
SCREENS = Gauge("rramu_screens", "Live websockets connected", registry=REGISTRY)
POSTS_OFF = Gauge("rramu_posts_clock_off", "Live websockets whose machine's clock is off", registry=REGISTRY)
HEARD_AGE = Gauge(
    "rramu_partition_heard_age_seconds", "Since the tracker of a partition last told", ["partition"], registry=REGISTRY
)
PARTITIONS_OWNED = Gauge("rramu_partitions_owned", "Partitions this tracker serves", registry=REGISTRY)
TRACKER_QUEUE = Gauge("rramu_tracker_queue_fixes", "Fixes taken and not yet stored", registry=REGISTRY)
UNSEALED = Gauge("rramu_unsealed_rows", "Rows of the trail without a number", ["centre"], registry=REGISTRY)
SEALING_LAG = Gauge(
    "rramu_sealing_lag_seconds", "Age of the oldest row of the trail without a number", ["centre"], registry=REGISTRY
)
ORDERS_WAITING = Gauge("rramu_orders_waiting", "Orders no box has receipted", ["centre"], registry=REGISTRY)
BOX_MESSAGES_WAITING = Gauge("rramu_box_messages_waiting", "Messages of boxes not applied", registry=REGISTRY)
ARCHIVE_AGE = Gauge(
    "rramu_archive_age_seconds", "Since PostgreSQL last archived a segment of its log", registry=REGISTRY
)
ARCHIVE_FAILURES = Gauge("rramu_archive_failures", "Segments PostgreSQL could not archive at once", registry=REGISTRY)
CLOCK_OFFSET = Gauge(
    "rramu_clock_offset_seconds", "A source's clock minus this machine's", ["source"], registry=REGISTRY
)


def show_pool(held: Callable[[], int], allowed: int) -> None:
    """Show a pool's use at each asking."""
    POOL.labels("held").set_function(held)
    POOL.labels("allowed").set(allowed)
