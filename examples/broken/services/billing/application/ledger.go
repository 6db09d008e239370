// Package application books charges.
package application

import "example.com/shop/services/billing/domain"

// Ledger stores charges. The infrastructure implements it.
type Ledger interface {
	Book(domain.Charge) error
}

// Book records one charge.
func Book(ledger Ledger, order string, cents int) error {
	return ledger.Book(domain.Charge{Order: order, Cents: cents})
}
