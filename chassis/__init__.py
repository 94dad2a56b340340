"""The technical need every deployable shares; knows no service."""
