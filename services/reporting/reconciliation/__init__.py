"""Reconciliation: do the services agree with each other and with themselves, and how to mend it.

Compares digests of what each service shows, then the rows of what differs; repairs by having the
owner say events again. It reads and asks; it never writes another's table.
"""
