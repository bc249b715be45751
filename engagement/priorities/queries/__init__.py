"""What reports are made of and what may be read of them."""
