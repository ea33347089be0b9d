"""Two nodes and nginx: what one changes all show, and either may be restarted under load.

NODE_ROUNDS=20 makes as many rounds of changes, and prints how long they took to be seen.
"""

import json
import os
import threading

from tests.proxy.conftest import start_node, stop_node
from tests.waiting import wait_until

ROUNDS = int(os.environ.get("NODE_ROUNDS", "2"))
MEASURE = """
import json
from tests.proxy.rounds import measure_rounds
print(json.dumps(measure_rounds({rounds}, "{host}", {nodes}, "{front}", "{file}")))
"""
PATHS = ["/", "/ask/", "/search/?q=phone", "/archive/", "/about/", "/feed/", "/?page=1"]


def test_every_change_is_seen_at_each_node_and_through_nginx(column, in_front):
    front = in_front(column.nodes, column.host)
    facts = {"host": column.host, "nodes": column.nodes, "front": f"127.0.0.1:{front.port}"}
    facts["file"] = front.certificate / "certificate.pem"
    longest = json.loads(column.ask(MEASURE.format(rounds=ROUNDS, **facts)))
    print(f"{ROUNDS} rounds; seconds at most: {longest}")  # noqa: T201
    assert set(longest) == {"publish", "correct", "unpublish", "publish again", "withdraw"}


def read_on(front, answers, is_over):
    """Read pages that are in memory and others that are not, until told to end."""
    turn = 0
    while not is_over.is_set():
        turn += 1
        path = PATHS[turn % len(PATHS)]
        answers.append((path, front.ask(path).status))


def test_nobody_notices_that_nodes_are_restarted_in_turn(column, in_front):
    answers, is_over = [], threading.Event()
    front = in_front(column.nodes, column.host)
    readers = [threading.Thread(target=read_on, args=(front, answers, is_over)) for _ in range(4)]
    for reader in readers:
        reader.start()
    try:
        for address in column.nodes * max(1, ROUNDS // 4):
            read_so_far = len(answers)
            stop_node(column, address)
            start_node(column, address)
            wait_until(lambda before=read_so_far: len(answers) > before + len(PATHS))
    finally:
        is_over.set()
        for reader in readers:
            reader.join()
    print(f"{len(answers)} answers while nodes were restarted")  # noqa: T201
    assert {answer for answer in answers if answer[1] != 200} == set()
