"""What pages made of several apps change."""
