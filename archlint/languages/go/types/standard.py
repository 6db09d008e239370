"""Generic declarations of the standard library, as facts.

A value from outside the tree has no unexported member of a package in it, unless the types of that package go in as
type arguments. So these are the exported functions, types and methods of the standard library whose results depend on
type arguments; a test compares them with Go's sources. Bodies, unexported fields and other declarations are left out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_SLICES = """
import ("cmp"; "iter")
func All[S ~[]E, E any](S) iter.Seq2[int, E]
func AppendSeq[S ~[]E, E any](S, iter.Seq[E]) S
func Backward[S ~[]E, E any](S) iter.Seq2[int, E]
func Chunk[S ~[]E, E any](S, int) iter.Seq[S]
func Clip[S ~[]E, E any](S) S
func Clone[S ~[]E, E any](S) S
func Collect[E any](iter.Seq[E]) []E
func Compact[S ~[]E, E comparable](S) S
func CompactFunc[S ~[]E, E any](S, func(E, E) bool) S
func Concat[S ~[]E, E any](...S) S
func Delete[S ~[]E, E any](S, int, int) S
func DeleteFunc[S ~[]E, E any](S, func(E) bool) S
func Grow[S ~[]E, E any](S, int) S
func Insert[S ~[]E, E any](S, int, ...E) S
func Max[S ~[]E, E cmp.Ordered](S) E
func MaxFunc[S ~[]E, E any](S, func(E, E) int) E
func Min[S ~[]E, E cmp.Ordered](S) E
func MinFunc[S ~[]E, E any](S, func(E, E) int) E
func Repeat[S ~[]E, E any](S, int) S
func Replace[S ~[]E, E any](S, int, int, ...E) S
func Sorted[E cmp.Ordered](iter.Seq[E]) []E
func SortedFunc[E any](iter.Seq[E], func(E, E) int) []E
func SortedStableFunc[E any](iter.Seq[E], func(E, E) int) []E
func Values[S ~[]E, E any](S) iter.Seq[E]
"""

_MAPS = """
import "iter"
func All[M ~map[K]V, K comparable, V any](M) iter.Seq2[K, V]
func Clone[M ~map[K]V, K comparable, V any](M) M
func Collect[K comparable, V any](iter.Seq2[K, V]) map[K]V
func Keys[M ~map[K]V, K comparable, V any](M) iter.Seq[K]
func Values[M ~map[K]V, K comparable, V any](M) iter.Seq[V]
"""

PACKAGES: Mapping[str, str] = {
    "cmp": """
type Ordered interface { ~int | ~string }
func Or[T comparable](...T) T
""",
    "database/sql": "type Null[T any] struct { V T; Valid bool }",
    "errors": "func AsType[E error](error) (E, bool)",
    "iter": """
type Seq[V any] func(yield func(V) bool)
type Seq2[K, V any] func(yield func(K, V) bool)
func Pull[V any](Seq[V]) (func() (V, bool), func())
func Pull2[K, V any](Seq2[K, V]) (func() (K, V, bool), func())
""",
    "maps": _MAPS,
    "math/rand/v2": "func N[Int ~int | ~int64](Int) Int",
    "reflect": """
type Value struct {}
func TypeAssert[T any](Value) (T, bool)
""",
    "slices": _SLICES,
    "sync": """
func OnceValue[T any](func() T) func() T
func OnceValues[T1, T2 any](func() (T1, T2)) func() (T1, T2)
""",
    "sync/atomic": """
type Pointer[T any] struct {}
func (*Pointer[T]) Load() *T
func (*Pointer[T]) Swap(*T) *T
""",
    "unique": """
type Handle[T comparable] struct {}
func (Handle[T]) Value() T
func Make[T comparable](T) Handle[T]
""",
    "weak": """
type Pointer[T any] struct {}
func (Pointer[T]) Value() *T
func Make[T any](*T) Pointer[T]
""",
}
"""The declarations by import path, in Go, without their package clauses."""
