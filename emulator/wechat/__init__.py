"""A strict simulator of the WeChat server interfaces the service uses, written from their documents."""

from emulator.wechat.app import WECHAT, WeChat, WeChatConfig, build_wechat
from emulator.wechat.errors import ControlError

FAULT_MODES = {"message": ("slow", "error", "error_after_effect", "refused", "concurrent")}
"""What can be ordered of this simulator: target → modes."""

__all__ = ["FAULT_MODES", "WECHAT", "ControlError", "WeChat", "WeChatConfig", "build_wechat"]
