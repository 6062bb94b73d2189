"""Other products on the same server, as released: what the same question costs there."""
