package p
func()T(){const U=q.G
{(U)}}