# Varnish 7.1 or later in front of the column. Use it as it is: what differs from site to site is in
# site.vcl beside it (docs/deployment.md).
#
# A page is kept for as long as the column says (CDN_SECONDS), and goes when the column sends a
# PURGE. When its time is over and the column cannot be reached, nothing old is shown in its place:
# its writer may have withdrawn it meanwhile.

vcl 4.1;

import std;

include "./site.vcl";  # the column, who may purge, and the token

sub vcl_recv {
    if (req.method == "PURGE") {
        call check_purger;
        if (req.http.Surrogate-Key !~ "^[a-z]+$") {
            return (synth(400, "No key"));
        }
        if (std.ban("obj.http.Surrogate-Key == " + req.http.Surrogate-Key)) {
            return (synth(200, "Purged"));
        }
        return (synth(500, "Not purged"));
    }
    # From here on it is Varnish's own rules: GET and HEAD without a cookie are looked up.
}

sub vcl_backend_response {
    set beresp.grace = 0s;
    set beresp.keep = 0s;
    if (beresp.status == 200 && !beresp.http.Set-Cookie && beresp.http.Surrogate-Control ~ "^max-age=[0-9]+$") {
        set beresp.ttl = std.duration(regsub(beresp.http.Surrogate-Control, "^max-age=", "") + "s", 0s);
        return (deliver);
    }
    if (beresp.status == 200 && !beresp.http.Set-Cookie && beresp.http.Cache-Control ~ "immutable") {
        return (deliver);  # styles and scripts, whose names are never used again
    }
    # Forms, the desk, and whatever is not there (yet, or any more) are asked for each time.
    set beresp.uncacheable = true;
    set beresp.ttl = 120s;
    return (deliver);
}

sub vcl_backend_error {
    set beresp.http.Content-Type = "text/html; charset=utf-8";
    set beresp.http.Cache-Control = "no-store";
    set beresp.grace = 0s;
    set beresp.ttl = 0s;
    synthetic({"<!doctype html><html lang="en"><meta name="viewport" content="width=device-width"><title>Back soon</title><h1>Back soon</h1><p>This site isn’t answering at the moment. If you were sending something, keep this page open and reload it in a minute to send it again.</p></html>"});
    return (deliver);
}

# What Varnish itself answers carries the policies; the column sends its own.
sub add_policies {
    if (!resp.http.Content-Security-Policy) {
        set resp.http.Content-Security-Policy = "default-src 'none'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'";
        set resp.http.Cross-Origin-Opener-Policy = "same-origin";
        set resp.http.Cross-Origin-Resource-Policy = "same-origin";
        set resp.http.Permissions-Policy = "accelerometer=(), browsing-topics=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), usb=()";
        set resp.http.Referrer-Policy = "same-origin";
        set resp.http.Strict-Transport-Security = "max-age=63072000; includeSubDomains; preload";
        set resp.http.X-Content-Type-Options = "nosniff";
        set resp.http.X-Frame-Options = "DENY";
    }
}

sub vcl_deliver {
    unset resp.http.Surrogate-Control;
    unset resp.http.Surrogate-Key;
    unset resp.http.Via;
    unset resp.http.X-Varnish;
    call add_policies;
}

sub vcl_synth {
    set resp.http.Cache-Control = "no-store";
    call add_policies;
    synthetic("");
    return (deliver);
}
