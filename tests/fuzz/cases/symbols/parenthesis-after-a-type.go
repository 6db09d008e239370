package T
func a(){T:=(interface{})
(T{})}