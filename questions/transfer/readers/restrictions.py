"""Signs that a post, or a part of it, was for members only, as common plugins leave them."""

import re

REASON = "It was for members only, or a part of it."
NOBODY = {"", "0", "none", "everybody", "a:0:{}", 'a:1:{i:0;s:0:"";}'}
META = {
    "_jetpack_newsletter_access",
    "_members_access_role",
    "_wpmem_block",
    "rcp_access_level",
    "rcp_subscription_level",
    "rcp_user_level",
}
MARKS = re.compile(
    r"<!--\s*wp:(?:jetpack/paywall|premium-content/|woocommerce-memberships/|pmpro/|rcp/)"
    r"|<!--\s*kg-gated-block:begin[^>]*nonMember:\s*false"
    r"|(?<!\[)\[(?:restrict|private|protected|paywall|member|members|membership|members?[_-]?only"
    r"|members_logged_in|um_loggedin|wcm_restrict|mepr[_-](?:show|active)|ihc-hide-content"
    r"|pmpro_member|swpm_protected|emember_protected|s2If|login_required|loggedin)[\s\]]",
    re.IGNORECASE,
)


def members_reason(body: str, meta: dict[str, list[str]]) -> str:
    """Say that not everybody could read a post; empty if nothing speaks for that.

    Args:
        body: its text as the other system has it.
        meta: what plugins have noted of it.
    """
    values = (value.strip().lower() for key in META for value in meta.get(key, ()))
    is_locked = any(value not in NOBODY for value in values)
    return REASON if is_locked or MARKS.search(body) else ""
