"""Vehicle boxes, their credentials, and which vehicle each sits in. Takes provisioning and links; gives the box an order goes to."""
