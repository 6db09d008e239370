"""Exported map, slice and array types from outside the tree.

A bare key of a literal `q.T{Key: ...}` is a field if T is a struct, and an expression if T is one of these types. If q
is outside the tree, archlint assumes a struct, except for these types: all of the standard library, and the maps of
widely used modules. A test compares the former with Go's sources.
"""

from __future__ import annotations

STANDARD = frozenset(
    """
    crypto/ed25519.PrivateKey crypto/ed25519.PublicKey crypto/x509/pkix.RDNSequence
    crypto/x509/pkix.RelativeDistinguishedNameSET database/sql.RawBytes debug/macho.LoadBytes debug/pe.StringTable
    encoding/asn1.ObjectIdentifier encoding/asn1.RawContent encoding/json.RawMessage encoding/xml.CharData
    encoding/xml.Comment encoding/xml.Directive go/ast.CommentMap go/scanner.ErrorList hash/crc32.Table
    hash/crc64.Table html/template.FuncMap image/color.Palette net.Buffers net.HardwareAddr net.IP net.IPMask
    net/http.Header net/mail.Header net/textproto.MIMEHeader net/url.Values sort.Float64Slice sort.IntSlice
    sort.StringSlice testing/fstest.MapFS text/template.FuncMap unicode.SpecialCase
    """.split()  # noqa: SIM905
)

THIRD_PARTY = frozenset(
    """
    github.com/gin-gonic/gin.H github.com/labstack/echo/v4.Map github.com/gofiber/fiber/v2.Map
    go.mongodb.org/mongo-driver/bson.M go.mongodb.org/mongo-driver/bson/primitive.M
    github.com/prometheus/client_golang/prometheus.Labels github.com/prometheus/common/model.LabelSet
    github.com/prometheus/common/model.Metric github.com/sirupsen/logrus.Fields
    github.com/golang-jwt/jwt/v4.MapClaims github.com/golang-jwt/jwt/v5.MapClaims google.golang.org/grpc/metadata.MD
    k8s.io/api/core/v1.ResourceList k8s.io/apimachinery/pkg/labels.Set github.com/jackc/pgx/v5.NamedArgs
    """.split()  # noqa: SIM905
)

KEYED_BY_EXPRESSIONS = STANDARD | THIRD_PARTY
