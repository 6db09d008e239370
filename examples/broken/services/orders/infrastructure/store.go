// Package infrastructure stores orders in a database.
package infrastructure

import (
	"database/sql"

	"example.com/shop/services/orders/domain"
)

// Store is a table of orders.
type Store struct{ DB *sql.DB }

// NewStore returns a store that isn't connected yet.
func NewStore() *Store { return &Store{} }

// Save writes one order.
func (s *Store) Save(order domain.Order) error {
	_, err := s.DB.Exec("insert into orders (id) values (?)", order.ID)
	return err
}
