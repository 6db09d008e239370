// Package domain knows what an order is, but not where orders are stored.
package domain

import "errors"

// ErrEmpty means that an order has no items.
var ErrEmpty = errors.New("an order needs at least one item")

// Item is one item of an order, with its price in cents.
type Item struct {
	Name  string
	Price int
}

// Order is what a customer wants.
type Order struct {
	ID    string
	Items []Item
}

// Total is the sum of all prices, in cents.
func (o Order) Total() (int, error) {
	if len(o.Items) == 0 {
		return 0, ErrEmpty
	}
	sum := 0
	for _, item := range o.Items {
		sum += item.Price
	}
	return sum, nil
}
