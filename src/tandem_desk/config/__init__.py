"""Settings, addresses, start-up checks and the server's command."""
