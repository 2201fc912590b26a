"""Takes a login and a password, or a token; gives who is calling, with the rights of this moment. One table says which role may do what."""
