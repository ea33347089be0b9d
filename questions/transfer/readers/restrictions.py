"""Signs that a post, or a part of it, was for members only, as common plugins leave them."""

import re

REASON = "It was for members only, or a part of it."
UNKNOWN = "The site had a plugin for members whose rules are not in the file"
DEPENDS = "It cannot be told whether it was public"
UNLISTED = "It was in none of the site’s lists."
LOCKED_SITE = "The whole site was not open to everybody."
DOUBTS = (UNKNOWN, DEPENDS, UNLISTED, LOCKED_SITE)
"""How the reasons begin that a person can overrule."""
NOBODY = {"", "0", "no", "none", "off", "false", "default", "public", "visible", "all", "everybody"}
NOBODY |= {"everyone", "a:0:{}", 'a:1:{i:0;s:0:"";}'}
KEYS = re.compile(
    r"_jetpack_newsletter_access|_wpmem_block|memberful_acl|ihc_mb_who|.*_ccaps_req"
    r"|.*restrict(?:ion|ions|ed)?|.*content-restrict-.*|.*paywall|_?(?:\w+_)?visibility"
    r"|\w*(?:access|subscription|member|membership|user)_(?:role|level)s?"
)
LOCKS = {
    "um_content_restriction": re.compile(r'_um_custom_access_settings";(?:s:1:"1"|[bi]:1)'),
    "wpf-settings": re.compile(r'"lock_content";(?:s:1:"1"|[bi]:1)'),
    "_issuem_leaky_paywall_visibility": re.compile(r'"visibility_type";s:\d+:"(?!default)'),
}
"""Serialised values are never unserialised: what in them says that a post was locked."""
MARKS = re.compile(
    r"<!--\s*wp:(?:jetpack/paywall|premium-content/|woocommerce-memberships/|pmpro/|rcp/)"
    r"|<!--\s*kg-gated-block:begin[^>]*nonMember:\s*false|data-component-name=\"PaywallToDOM"
    r"|(?<!\[)\[(?:restrict|private|protected|paywall|member|members|membership|members?[_-]?only"
    r"|members_logged_in|um_loggedin|wcm_restrict|mepr[_-](?:show|active)|ihc-hide-content"
    r"|pmpro_member|swpm_protected|emember_protected|s2If|login_required|loggedin)[\s\]]",
    re.IGNORECASE,
)
PLUGINS = re.compile(
    r"<wp:post_type>\s*(?:<!\[CDATA\[)?(?:(?P<MemberPress>memberpress(?:rule|product|group))"
    r"|(?P<WooCommerce_Memberships>wc_membership_plan|wc_user_membership))\b"
    r"|(?:(?<!\[)(?<!<!\[CDATA)|(?<=CDATA\[))\["
    r"(?:(?P<MemberPress_>mepr-)|(?P<Paid_Memberships_Pro>pmpro_)"
    r"|(?P<Restrict_Content_Pro>rcp_|register_form\b)|(?P<s2Member>s2Member-)"
    r"|(?P<Simple_Membership>swpm_)|(?P<WishList_Member>wlm_)|(?P<MemberMouse>MM_)"
    r"|(?P<Ultimate_Membership_Pro>ihc-))"
)
"""Traces of plugins that keep in tables or settings of their own who may read what."""


def members_reason(body: str, meta: dict[str, list[str]]) -> str:
    """Say that not everybody could read a post; empty if nothing speaks for that.

    Args:
        body: its text as the other system has it.
        meta: what plugins have noted of it.
    """
    is_locked = any(is_lock(key, value) for key, values in meta.items() for value in values)
    return REASON if is_locked or MARKS.search(body) else ""


def is_lock(key: str, value: str) -> bool:
    """Whether a note of a plugin's says that a post was not for everybody.

    Args:
        key: its name.
        value: what it says.
    """
    if lock := LOCKS.get(key):
        return lock.search(value) is not None
    return KEYS.fullmatch(key) is not None and value.strip().lower() not in NOBODY


def plugins_in(text: str) -> set[str]:
    """Return the plugins that an item shows, and that keep their rules elsewhere."""
    names = (found.lastgroup or "" for found in PLUGINS.finditer(text))
    return {name.rstrip("_").replace("_", " ") for name in names}


def plugins_reason(plugins: set[str]) -> str:
    """Say that nobody can tell who could read the posts of a site; empty without such plugins."""
    return f"{UNKNOWN}: {', '.join(sorted(plugins))}." if plugins else ""


def script_doubt(file: str) -> str:
    """Say that a program, which is never run here, may have kept a text from the public."""
    return f"{DEPENDS}: {file} is a program, which is never run here."


def broken_doubt(file: str) -> str:
    """Say that settings which may have kept a text from the public cannot be read."""
    return f"{DEPENDS}: {file} cannot be read."
