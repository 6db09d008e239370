// Package application books charges.
package application

import "example.com/shop/services/billing/domain"

// Ledger keeps charges; infrastructure implements it.
type Ledger interface {
	Book(domain.Charge) error
}

// Book records one charge.
func Book(ledger Ledger, order string, cents int) error {
	return ledger.Book(domain.Charge{Order: order, Cents: cents})
}
