"""The tour: what each of the systems does on pictures that are rendered for it."""
