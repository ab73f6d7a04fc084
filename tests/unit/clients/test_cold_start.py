"""A cold start pays for no client it does not use."""

import subprocess
import sys
from pathlib import Path

import common


def test_importing_the_clients_loads_nothing_heavy() -> None:
    program = """
import sys
import common.clients.message_values, common.clients.secrets
import common.clients.wechat, common.clients.wechat_pay
heavy = {"requests", "urllib3", "cryptography", "wechatpy", "wechatpayv3", "tencentcloud"}
print(sorted(heavy & set(sys.modules)))
"""
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=Path(str(common.__file__)).parents[1],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "[]\n"
