"""Frozen records that travel between the rooms. This room imports nothing but the standard library's typing.

Records are `NamedTuple`s: immutable, hashable, picklable, and cheap to define and to make (start-up time is a feature:
a frozen dataclass costs seven times as much to define, and the check of a large tree makes millions of records).
These modules do without `from __future__ import annotations`: it would have each annotation compiled once more.
"""
