"""How often somebody may ask: rules as data, hits counted in the gateway's own database."""
