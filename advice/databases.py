"""Settings of the database, and of its replica if there is one."""

from pathlib import Path
from typing import Any

from advice import env

KEPT_SECONDS = 60
# A database that is cut off sends nothing, not even a refusal, and the network's own timeout is a
# quarter of an hour: every request would wait that long. Values in DATABASE_URL take precedence.
TIMEOUTS = {
    "connect_timeout": 3,  # seconds
    "tcp_user_timeout": 5000,  # milliseconds
    "keepalives_idle": 5,  # seconds
    "keepalives_interval": 2,  # seconds
    "keepalives_count": 2,
}

# Values go apart from the statement, so that the server's log doesn't quote them with it.
SAFEGUARDS = {"server_side_binding": True}


def get_databases(default: Path) -> dict[str, dict[str, Any]]:
    """Django's settings for the database at DATABASE_URL, and for DATABASE_REPLICA_URL if given.

    Args:
        default: the file of SQLite that is used when nothing is given.
    """
    found = {"default": env.get_database("DATABASE_URL", default)}
    if env.is_given("DATABASE_REPLICA_URL"):
        found["replica"] = get_replica(found["default"])
    return {name: with_connection_options(one) for name, one in found.items()}


def list_routers(databases: dict[str, dict[str, Any]]) -> list[str]:
    """DATABASE_ROUTERS: none without a replica."""
    return ["questions.page_cache.replica.ReplicaRouter"] if "replica" in databases else []


def get_replica(primary: dict[str, Any]) -> dict[str, Any]:
    """Django's settings for the replica of a primary; both are PostgreSQL."""
    replica = env.get_database("DATABASE_REPLICA_URL", Path())
    if any("postgresql" not in one["ENGINE"] for one in (primary, replica)):
        raise env.setting_error(
            "DATABASE_REPLICA_URL",
            "works only with PostgreSQL",
            "Set DATABASE_URL to the primary and DATABASE_REPLICA_URL to its streaming replica.",
        )
    return replica | {"TEST": {"MIRROR": "default"}}


def with_connection_options(config: dict[str, Any]) -> dict[str, Any]:
    """The settings, with connections that are reused, checked before use and given up in time."""
    kept = config | {"CONN_HEALTH_CHECKS": True, "CONN_MAX_AGE": KEPT_SECONDS}
    if "postgresql" not in config["ENGINE"]:
        return kept
    # A cursor of the server's outlives its transaction, and PgBouncer may have given the session
    # to somebody else by then. What is long is read in parts instead.
    kept["DISABLE_SERVER_SIDE_CURSORS"] = True
    return kept | {"OPTIONS": SAFEGUARDS | TIMEOUTS | config.get("OPTIONS", {})}
