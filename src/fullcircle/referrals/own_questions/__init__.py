"""What an organization asks of its own before it takes somebody on."""
