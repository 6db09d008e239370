// Package money was added in a hurry: it belongs to no layer.
package money

import "strconv"

// Format prints cents as a decimal number.
func Format(cents int) string {
	return strconv.Itoa(cents/100) + "." + strconv.Itoa(cents%100/10) + strconv.Itoa(cents%10)
}
