"""The register of violations: who missed what the law asks, by unit and officer."""
