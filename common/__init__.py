"""The layer: everything the functions share, deployed to /opt/common."""
