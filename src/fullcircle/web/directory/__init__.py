"""Finding help without a name, one service and its paper, and an organization's own services."""
