// Package api is the door through which other contexts reach billing.
package api

// Charger takes money from the customer of an order.
type Charger interface {
	Charge(order string, cents int) error
}
