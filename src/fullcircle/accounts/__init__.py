"""Users, sign-in, membership and roles in organizations; builds the actor."""
