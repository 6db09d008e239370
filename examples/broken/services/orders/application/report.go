package application

import (
	"database/sql"
	"fmt"
	"net/http"
)

// Report lists all orders. A short cut: the use case speaks SQL and HTTP itself, past the store and the handler.
func Report(db *sql.DB, w http.ResponseWriter) error {
	rows, err := db.Query("select id from orders")
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return err
		}
		fmt.Fprintln(w, id)
	}
	return rows.Err()
}
