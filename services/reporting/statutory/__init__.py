"""What the law wants counted: form 06 and the open figures of each procedure."""
