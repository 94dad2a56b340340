"""How procedures could be better: what officers propose, what people file one after another."""
