"""Calls to other machines: webhooks, the feeds' hub, search engines, the CDN.

A call is a row before it is made (`questions.models.OutgoingCall`), written by `planning` in the
transaction that causes it. The worker takes it under a lease (`delivery`), asks the module of its
kind for the request, and writes down how it went.
"""
