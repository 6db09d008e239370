// Package application places orders: the use cases of the context.
package application

import (
	"example.com/shop/services/billing/api"
	"example.com/shop/services/orders/domain"
)

// Store stores orders. The infrastructure implements it.
type Store interface {
	Save(domain.Order) error
}

// Place charges the customer and stores the order.
func Place(store Store, charger api.Charger, order domain.Order) error {
	total, err := order.Total()
	if err != nil {
		return err
	}
	if err := charger.Charge(order.ID, total); err != nil {
		return err
	}
	return store.Save(order)
}
