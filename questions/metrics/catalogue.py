"""Every metric that there is. `docs/operations.md` and the Grafana board are held against it."""

from typing import NamedTuple


class Sample(NamedTuple):
    """One number.

    Attributes:
        metric: whose.
        value: the number.
        labels: which part of the whole it is.
        suffix: what a histogram adds to the name, such as `_sum`.
    """

    metric: str
    value: float
    labels: dict[str, str] = {}
    suffix: str = ""


# Of this node: what its processes have counted since `serve` was started.
NODE_METRICS = {
    "column_requests_total": ("counter", "Requests answered, by pattern of address and status."),
    "column_request_seconds": ("histogram", "Seconds from a request to its answer."),
    "column_page_cache_total": (
        "counter",
        "Pages for everybody: from memory (hit), or made because memory had none (miss).",
    ),
    "column_search_seconds": ("histogram", "Seconds that a search took."),
    "column_process_starts_total": ("counter", "How often a process of `serve` was started."),
    "column_disk_free_bytes": ("gauge", "Bytes free where DATA_DIR is."),
    "column_backup_age_seconds": (
        "gauge",
        "Seconds since the newest backup in DATA_DIR/backups was made; missing without one.",
    ),
    "column_replica_delay_seconds": (
        "gauge",
        "Seconds by which the replica that this node reads from is behind; missing while it is "
        "away, or where none is set.",
    ),
}
# Of the database: the same on each node.
SHARED_METRICS = {
    "column_database_up": ("gauge", "1 if the database answers; else the others are missing."),
    "column_fault": ("gauge", "1 while /readyz reports this fault."),
    "column_letters": ("gauge", "Letters by state."),
    "column_letter_oldest_waiting_days": ("gauge", "Days since the oldest unread letter came."),
    "column_answers": ("gauge", "Answers by state."),
    "column_mails": ("gauge", "Mail of the last 30 days by what became of it."),
    "column_mail_oldest_due_seconds": (
        "gauge",
        "Seconds for which the oldest waiting mail has been due; 0 if none is.",
    ),
    "column_calls": ("gauge", "Calls to other machines by what became of them."),
    "column_call_oldest_due_seconds": (
        "gauge",
        "Seconds for which the oldest waiting call has been due, by who is called; 0 if none is.",
    ),
    "column_worker_heartbeat_age_seconds": (
        "gauge",
        "Seconds since a worker last went round; missing if none ever did.",
    ),
    "column_scrub_pending_days": (
        "gauge",
        "Days for which deleted text has waited to leave the database's files; 0 if none does.",
    ),
}
METRICS = NODE_METRICS | SHARED_METRICS
