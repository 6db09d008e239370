package p
func f(){switch q:=n.(type){}}
