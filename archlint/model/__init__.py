"""Frozen records that the rooms exchange. This room imports only typing from the standard library.

Records are `NamedTuple`s: immutable, hashable, picklable, and cheap to define and to create. Start-up time is a
feature: a frozen dataclass takes seven times as long to define, and the check of a large tree creates millions of
records. Don't add `from __future__ import annotations` to the modules with many records: it compiles each annotation
again.
"""
