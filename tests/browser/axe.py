"""Accessibility, as axe sees it."""

from axe_playwright_python.sync_playwright import Axe


def violations(page):
    """What axe finds on a page, as `rule: target` lines.

    Its preloading of styles is off, because it needs inline styles, which our policy forbids.
    """
    page.wait_for_load_state()
    found = Axe().run(page, options={"preload": False}).response["violations"]
    return [f"{rule['id']}: {node['target']}" for rule in found for node in rule["nodes"]]
