"""Accessibility, as axe sees it."""

from axe_playwright_python.sync_playwright import Axe

OPTIONS = {"preload": False, "resultTypes": ["violations"]}  # what passes need not be described
LOADED = Axe(axe_script="axe.version")  # for a page that has the script already


def violations(page):
    """What axe finds on a page, as `rule: target` lines.

    Its preloading of styles is off, because it needs inline styles, which our policy forbids.
    """
    page.wait_for_load_state()
    return describe(Axe().run(page, options=OPTIONS).response["violations"])


def dark_contrast(page):
    """What axe, once it is loaded, finds wrong with a page's contrast in the dark scheme.

    Nothing else differs there.
    """
    page.emulate_media(color_scheme="dark")
    page.evaluate("() => Promise.allSettled(document.getAnimations().map((it) => it.finished))")
    rule = OPTIONS | {"runOnly": ["color-contrast"]}
    found = LOADED.run(page, options=rule).response["violations"]
    page.emulate_media(color_scheme="light")
    return [f"dark, {line}" for line in describe(found)]


def violations_in_both(page):
    """What axe finds in the light scheme, and where the dark one differs: in contrast."""
    return violations(page) + dark_contrast(page)


def describe(rules):
    """A line for each place."""
    return [f"{rule['id']}: {node['target']}" for rule in rules for node in rule["nodes"]]
