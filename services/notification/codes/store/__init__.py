"""Which codes were handed over, without the codes."""
