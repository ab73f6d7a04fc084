"""CloudBase, WeChat and WeChat Pay on one laptop port. For development only; never deployed."""
