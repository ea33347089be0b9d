# What differs from site to site. It holds the token, so only Varnish may read it.

backend column {
    .host = "127.0.0.1";  # nginx with docs/nginx.conf, or the column itself
    .port = "8000";
    .connect_timeout = 2s;
    .first_byte_timeout = 30s;
}

acl purgers {  # where the column's worker runs
    "127.0.0.1";
    "::1";
}

sub check_purger {
    if (client.ip !~ purgers || req.http.Authorization != "Bearer the-value-of-CDN_TOKEN") {
        return (synth(403, "Not allowed"));
    }
}
