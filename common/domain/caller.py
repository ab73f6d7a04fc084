"""Who is calling: a WeChat user as the platform vouches for them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Caller:
    """A user of our own mini-program; `openid` is unique per app, `unionid` across an owner's apps."""

    openid: str
    appid: str
    unionid: str | None = None
