"""The statutory forms as PDF, every version that was given out, and the register of an agency."""
