package p
import "a"
importx "fmt"
