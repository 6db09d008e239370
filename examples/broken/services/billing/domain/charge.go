// Package domain knows what a charge is.
package domain

// Charge is money taken for an order, in cents.
type Charge struct {
	Order string
	Cents int
}
