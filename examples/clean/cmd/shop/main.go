// Command shop serves orders over HTTP.
package main

import (
	"log"
	"net/http"

	billing "example.com/shop/services/billing/infrastructure"
	orders "example.com/shop/services/orders/infrastructure"
	"example.com/shop/services/orders/presentation"
)

func main() {
	handler := presentation.NewHandler(orders.NewStore(), billing.NewLedger())
	log.Fatal(http.ListenAndServe("localhost:8080", handler))
}
