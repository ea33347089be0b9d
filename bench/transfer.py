"""What it costs to bring a whole column in from WordPress, and to take it out again.

    python -m bench.transfer --posts 3000

measures on a SQLite file of its own, or in the empty PostgreSQL database that DATABASE_URL names.
The results are printed, and written to bench/results/ with the machine's description.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PIL import Image

from bench.column import ROOT, make_environment
from bench.machine import describe_machine
from bench.vocabulary import make_words

RESULTS = Path(__file__).with_name("results")
SIDE = (1600, 1200)
LETTER_SHARE = 6  # a sixth of the words are the letter's
SENTENCE = 14
WORDS = 6_000  # that a columnist uses
HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:wp="http://wordpress.org/export/1.2/"><channel><wp:wxr_version>1.2</wp:wxr_version>
<wp:base_blog_url>https://old.example</wp:base_blog_url>
"""
ITEM = """<item><title>{title}</title><link>https://old.example/{year}/{number}/</link>
<content:encoded><![CDATA[{body}]]></content:encoded>
<category domain="post_tag" nicename="t{tag}"><![CDATA[Tag {tag}]]></category>
<wp:post_id>{number}</wp:post_id><wp:post_name>letter-{number}</wp:post_name>
<wp:post_date>{year}-03-04 05:06:07</wp:post_date>
<wp:post_date_gmt>{year}-03-04 05:06:07</wp:post_date_gmt>
<wp:status>publish</wp:status><wp:post_type>post</wp:post_type></item>
"""


def main() -> None:
    """Write the file, import it, export it, and say what that took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--posts", type=int, default=3_000)
    parser.add_argument("--words", type=int, default=1_500, help="words in a post")
    parser.add_argument("--pictures", type=int, default=300)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-transfer-") as name:
        folder = Path(name)
        write_export(folder, options.posts, options.words)
        write_pictures(folder / "uploads", options.pictures)
        record_figures(measure_transfer(folder, options.posts))


def measure_transfer(folder: Path, posts: int) -> dict[str, Any]:
    """Import and export, each in a process of its own.

    Args:
        folder: with `export.xml` and `uploads`.
        posts: how many are in the file.
    """
    environment = make_environment(folder / "data", 8000)
    (folder / "data").mkdir()
    run_command(environment, "migrate", "--verbosity=0")
    file, uploads = str(folder / "export.xml"), str(folder / "uploads")
    figures: dict[str, Any] = {
        "engine": "postgresql" if "DATABASE_URL" in os.environ else "sqlite",
        "posts": posts,
        "bytes_of_file": (folder / "export.xml").stat().st_size,
        "machine": describe_machine(),
        "import": run_command(environment, "import", file, "--uploads", uploads),
        "import_again": run_command(environment, "import", file, "--uploads", uploads),
    }
    for kind in ("markdown", "wxr", "ghost", "csv"):
        words = ["export", "--format", kind, "--to", str(folder / kind)]
        figures[f"export_{kind}"] = run_command(environment, *words)
    return figures


def run_command(environment: dict[str, str], *words: str) -> dict[str, float]:
    """Run a command of the column; return its seconds and its memory."""
    database, begun = database_clock(), time.monotonic()
    before = database()
    child = subprocess.Popen(
        [sys.executable, "manage.py", *words],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
    )
    _, status, used = os.wait4(child.pid, 0)
    if status:
        raise SystemExit(f"{words[0]} failed")
    figures = {
        "seconds_of_processor": round(used.ru_utime + used.ru_stime, 1),
        "seconds_of_database": round(database() - before, 1),
        "seconds_by_the_clock": round(time.monotonic() - begun, 1),
        "mebibytes": round(used.ru_maxrss / 1024),
    }
    print(*words[:3], figures, flush=True)
    return figures


def database_clock() -> Callable[[], float]:
    """The processor time of all of PostgreSQL's processes that DATABASE_URL's server has had."""
    if "DATABASE_URL" not in os.environ:
        return lambda: 0.0
    import psycopg

    with psycopg.connect(os.environ["DATABASE_URL"]) as server:
        folder = server.execute("SHOW data_directory").fetchone()
        pid = Path(f"{folder and folder[0]}/postmaster.pid").read_text().splitlines()[0]
    return lambda: processor_seconds(int(pid))


def processor_seconds(pid: int) -> float:
    """What a process, those that it has, and those that it had took of the processor."""
    ticks = 0
    for one in Path("/proc").glob("[0-9]*"):
        try:
            facts = (one / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(one.name) == pid:
            ticks += sum(map(int, facts[11:15]))
        elif int(facts[1]) == pid:
            ticks += sum(map(int, facts[11:13]))
    return ticks / os.sysconf("SC_CLK_TCK")


def write_export(folder: Path, posts: int, words: int) -> None:
    """Write an export of WordPress with letters in quotations.

    Args:
        folder: where.
        posts: how many.
        words: in each.
    """
    draw = make_words(size=WORDS)
    with (folder / "export.xml").open("w", encoding="utf-8") as out:
        out.write(HEAD)
        for number in range(1, posts + 1):
            picture = f"https://old.example/wp-content/uploads/{number}.jpg"
            body = make_body(draw, words, picture if number <= posts // 10 else "")
            facts = {"number": number, "tag": number % 40, "year": 2005 + number % 20}
            out.write(ITEM.format(title=" ".join(draw(8)), body=body, **facts))
        out.write("</channel></rss>\n")


def make_body(draw: Callable[[int], list[str]], words: int, picture: str) -> str:
    """Return a letter in a quotation and an answer of several paragraphs, as blocks.

    Args:
        draw: gives so many words.
        words: how many there are.
        picture: an address, or nothing.
    """
    letter = words // LETTER_SHARE
    rest = [f"<p>{draw_sentences(draw, 100)}</p>" for _ in range((words - letter) // 100)]
    shown = [f'<figure><img src="{picture}" alt="A cup"/></figure>'] if picture else []
    blocks = [
        f"<blockquote><p>{draw_sentences(draw, letter)}</p></blockquote>",
        *rest[:2],
        *shown,
        *rest[2:],
    ]
    return "\n\n".join(f"<!-- wp:block -->{block}<!-- /wp:block -->" for block in blocks)


def draw_sentences(draw: Callable[[int], list[str]], number: int) -> str:
    """Return some sentences, with a word set apart in the first of them."""
    drawn = draw(number)
    parts = [drawn[start : start + SENTENCE] for start in range(0, number, SENTENCE)]
    whole = " ".join(f"{part[0].capitalize()} {' '.join(part[1:])}." for part in parts)
    return f"<em>{drawn[-1]}</em> {whole}"


def write_pictures(folder: Path, number: int) -> None:
    """Write pictures as a telephone's: 1600 by 1200 with much in them."""
    folder.mkdir()
    noise = Image.effect_noise((SIDE[0] // 4, SIDE[1] // 4), 90).resize(SIDE)
    for one in range(1, number + 1):
        noise.rotate(one, fillcolor=one % 255).convert("RGB").save(folder / f"{one}.jpg")


def record_figures(figures: dict[str, Any]) -> None:
    """Write the results down."""
    RESULTS.mkdir(exist_ok=True)
    text = json.dumps(figures, indent=2) + "\n"
    (RESULTS / f"transfer-{figures['engine']}.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
