"""What a statutory form is: sets, fields, versions; the register of an agency."""
