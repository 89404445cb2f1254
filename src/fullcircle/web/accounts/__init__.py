"""Sign-in, invitations, second factors, and changing hats."""
