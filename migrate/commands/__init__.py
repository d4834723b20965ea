"""The commands: options in, reports out, an exit code. One file a command."""
