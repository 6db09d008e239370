"""Types of declarations and expressions, as far as the tree tells them."""
