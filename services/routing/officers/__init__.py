"""The register of officers: who works where, as what, on which days; secondments, delegations."""
