"""The registry (hồ sơ): filing, reception, status, clock and ledger, timeline, forms."""
