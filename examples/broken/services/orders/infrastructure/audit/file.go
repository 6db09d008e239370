// Package audit stores audit records.
package audit

import "database/sql"

// DB is the database for audit records.
var DB *sql.DB

// Append writes one record.
func Append(line string) error {
	_, err := DB.Exec("insert into audit (line) values (?)", line)
	return err
}
