package application

import (
	"example.com/shop/internal/money"
	"example.com/shop/services/orders/domain"
)

// Invoice prints what an order costs. A shortcut: billing imports the domain of orders, not its api.
func Invoice(order domain.Order) (string, error) {
	total, err := order.Total()
	if err != nil {
		return "", err
	}
	return order.ID + ": " + money.Format(total), nil
}
