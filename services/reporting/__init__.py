"""Reporting: what happened, kept as facts, and the statutory reports made of them.

Owns facts and copies of reference data; says nothing yet; listens to every service. Areas, each
using only those before it: facts, statutory, reconciliation.
"""
