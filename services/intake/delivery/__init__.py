"""What becomes of a decided dossier before its result is handed over: errors are corrected."""
