"""Town halls, coffee chats, workshops: from the call to the kept promise."""
