package application

import (
	"database/sql"
	"fmt"
	"net/http"
)

// Report lists all orders. A shortcut: the use case runs SQL and writes HTTP itself, without the store and the handler.
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
