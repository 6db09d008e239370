"""What in the standard library has effects: calls that do more than compute a value, imports that register a thing."""

from __future__ import annotations

_PACKAGES = """
bytes cmp container/heap container/list container/ring context crypto/md5 crypto/sha1 crypto/sha256 crypto/sha3
crypto/sha512 encoding/base32 encoding/base64 encoding/binary encoding/hex encoding/json errors fmt go/token
hash/adler32 hash/crc32 hash/crc64 hash/fnv hash/maphash html html/template io iter maps math math/big math/bits
math/cmplx math/rand math/rand/v2 net/netip net/url path path/filepath reflect regexp regexp/syntax slices sort
strconv strings sync sync/atomic text/tabwriter text/template time unicode unicode/utf16 unicode/utf8 unique unsafe
weak
"""
_NAMES = """
log.New log/slog.New log/slog.NewJSONHandler log/slog.NewTextHandler net.IPv4 net.ParseCIDR net.ParseIP net.ParseMAC
net/http.Dir net/http.HandlerFunc net/http.Header net/http.NewServeMux os.FileMode os.Getenv os.Getpid os.LookupEnv
os.Hostname os.Getwd runtime.GOMAXPROCS runtime.NumCPU runtime.Version log/slog.Level log/slog.LevelVar
"""
_EFFECTS = """
fmt.Fprint fmt.Fprintf fmt.Fprintln fmt.Print fmt.Printf fmt.Println io.Copy io.WriteString math/rand.Seed
time.AfterFunc
"""
_PURE_PACKAGES, _PURE_NAMES, _IMPURE_NAMES = (frozenset(text.split()) for text in (_PACKAGES, _NAMES, _EFFECTS))

_REGISTER = """
crypto/md5 crypto/sha1 crypto/sha256 crypto/sha3 crypto/sha512 expvar image/gif image/jpeg image/png net/http/pprof
runtime/cgo runtime/race time/tzdata
"""
_REGISTERING = frozenset(_REGISTER.split())
"""Packages whose initialization registers a hash, an image format, a handler, or time zones."""


def registers(package: str) -> bool:
    """Report whether importing this package of the standard library has an effect."""
    return package in _REGISTERING


def is_pure(package: str, name: str) -> bool:
    """Report whether calling this function (or converting to this type) of the standard library has no effect that
    lasts."""
    full = f"{package}.{name}"
    return full in _PURE_NAMES or (package in _PURE_PACKAGES and full not in _IMPURE_NAMES)
