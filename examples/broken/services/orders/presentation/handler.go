// Package presentation serves the orders context over HTTP.
package presentation

import (
	"encoding/json"
	"net/http"

	"example.com/shop/services/billing/api"
	"example.com/shop/services/orders/application"
	"example.com/shop/services/orders/domain"
)

// NewHandler serves POST /orders.
func NewHandler(store application.Store, charger api.Charger) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var order domain.Order
		if err := json.NewDecoder(r.Body).Decode(&order); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		if err := application.Place(store, charger, order); err != nil {
			http.Error(w, err.Error(), http.StatusUnprocessableEntity)
		}
	})
}
