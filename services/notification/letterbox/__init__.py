"""Letters as their applicants read them on the web, whatever way they went."""
