package p
import "\U80000000"
