package p

import nil "fmt"

var a = nil.F + iota.g
