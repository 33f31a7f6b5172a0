"""The specification of Saraptama, mirrored on its packages."""
