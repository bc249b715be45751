"""Town halls, coffee chats, workshops. Its issue of work comes later."""
