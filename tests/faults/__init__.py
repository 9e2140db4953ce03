"""Promises kept when something breaks: processes killed, disks full, clocks that jump."""
