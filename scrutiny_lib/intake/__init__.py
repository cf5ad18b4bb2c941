"""The reading room: files in, checked tables out.

Every reader takes a path and gives its table beside :class:`~scrutiny_lib.errors.Problems`: all that is wrong, at once,
each with its place and its cure, never with the value. Everything is read as text first and understood afterwards, by
rules that are written down; nothing is guessed.
"""
