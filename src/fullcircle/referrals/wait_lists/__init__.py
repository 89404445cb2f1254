"""Wait lists of services, each in an order that can be explained."""
