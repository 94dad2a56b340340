"""The door of the suite: checks who asks, then carries the request to the service that answers.

No business rule and no second validation; it owns no business data.
"""
