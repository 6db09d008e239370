package p
import(
)
import"a"
