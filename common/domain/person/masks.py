"""How a person is shown without giving them away: enough to recognise, not enough to know."""


def mask_name(name: str) -> str:
    """张三丰 → 张*丰, 张三 → *三: enough to recognise, not enough to know."""
    if len(name) <= 2:
        return "*" * (len(name) - 1) + name[-1:]
    return name[0] + "*" * min(len(name) - 2, 3) + name[-1]


def mask_id(number: str) -> str:
    """The first and the last character only, as banks show it."""
    return number[:1] + "*" * max(len(number) - 2, 0) + number[-1:]


def mask_phone(phone: str) -> str:
    """138****1234."""
    return phone[:3] + "****" + phone[-4:]
