// Package infrastructure keeps the ledger in memory.
package infrastructure

import (
	"sync"

	"example.com/shop/services/billing/application"
	"example.com/shop/services/billing/domain"
)

// Ledger is a list of charges.
type Ledger struct {
	mu      sync.Mutex
	charges []domain.Charge
}

// NewLedger returns an empty ledger.
func NewLedger() *Ledger { return &Ledger{} }

// Book appends one charge.
func (l *Ledger) Book(charge domain.Charge) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.charges = append(l.charges, charge)
	return nil
}

// Charge implements the api.
func (l *Ledger) Charge(order string, cents int) error {
	return application.Book(l, order, cents)
}
