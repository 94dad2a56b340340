"""What a draft of a process would have changed: past cases go through it once more."""
