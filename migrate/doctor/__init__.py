"""``migrate doctor``: what a scoring script meets in the v2 server, read first and then tried.

``examination`` reads a script and never runs it. ``trial`` runs it once in the real server, in a process of its
own on the loopback address, and only when asked to.
"""
