package application

import (
	"example.com/shop/internal/money"
	"example.com/shop/services/orders/domain"
)

// Invoice prints what an order costs. Billing reaches into the heart of orders instead of asking at the door.
func Invoice(order domain.Order) (string, error) {
	total, err := order.Total()
	if err != nil {
		return "", err
	}
	return order.ID + ": " + money.Format(total), nil
}
