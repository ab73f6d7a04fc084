"""The world outside: WeChat, WeChat Pay and secrets, each behind one adapter."""
