"""No route yet: texts are files of this version."""
