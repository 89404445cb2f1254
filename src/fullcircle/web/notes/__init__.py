"""Notes about people and requests, with their photos and earlier versions."""
