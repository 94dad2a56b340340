"""Notification: tells people in good words, once and in time, what became of their dossier.

Owns messages, templates, attempts and (sealed) contacts; says `notification.*`; listens to
`intake.*` and `routing.*`. Areas, each using only those before it: templates, people, dispatch.
"""
