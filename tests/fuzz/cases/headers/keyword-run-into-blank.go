package p
import_ "x"
