"""The exported types of the standard library whose composite literals are keyed by expressions: maps, slices, arrays."""

from __future__ import annotations

KEYED_BY_EXPRESSIONS: frozenset[str] = frozenset(
    """
    net/http.Header net/textproto.MIMEHeader net/url.Values net/mail.Header net.IP net.IPMask
    """.split()
)
