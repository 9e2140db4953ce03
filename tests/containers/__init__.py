"""What only real containers can show; run by `make containers`."""
