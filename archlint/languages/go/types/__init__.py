"""The types of declarations and expressions, as far as the source of the tree shows them."""
