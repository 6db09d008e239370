package T
func G(){{func(){q:=new(b)
(q)(new{{'\U0001F600'}})}}}