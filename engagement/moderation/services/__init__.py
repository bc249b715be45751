"""What happens to texts and pictures on their way to the public."""
