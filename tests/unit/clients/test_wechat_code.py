"""Mini-program codes: what WeChat is asked for, and that its answer is a picture."""

import pytest

from common.clients.wechat import WeChat, WeChatRefused, WeChatUnknown
from common.runtime import log

from .outside import Answer, Outside
from .test_wechat import NOW, SECRET, Tokens, refuse, wechat


@pytest.fixture
def client(outside: Outside) -> WeChat:
    return wechat(outside, Tokens("t1"))


PNG = b"\x89PNG\r\n\x1a\n..."


@pytest.mark.parametrize("picture", [PNG, b"\xff\xd8\xff\xe0..."])
def test_a_code_is_the_picture_as_it_comes(
    client: WeChat, outside: Outside, picture: bytes
) -> None:
    outside.will(Answer(200, picture))
    assert client.code("h.h1", "pages/home/home") == picture
    (asked,) = outside.asked
    assert (asked.path.partition("?")[0], asked.json()) == (
        "/wxa/getwxacodeunlimit",
        {"scene": "h.h1", "page": "pages/home/home", "check_path": True, "env_version": "release"},
    )


def test_the_code_of_a_version_in_the_making_opens_it(outside: Outside) -> None:
    making = WeChat(
        "wx1", SECRET, Tokens("t1"), lambda: NOW, log, outside.base, version="developer"
    )
    outside.will(Answer(200, PNG))
    making.code("h.h1", "pages/home/home")
    body = outside.asked[0].json()
    assert (body["check_path"], body["env_version"]) == (False, "develop")


@pytest.mark.parametrize("answer", [b"<html>", b"", b"{}", b'{"errcode": 0}'])
def test_an_answer_that_is_no_picture_is_none(
    client: WeChat, outside: Outside, answer: bytes
) -> None:
    outside.will(Answer(200, answer))
    with pytest.raises(WeChatUnknown):
        client.code("h.h1", "pages/home/home")


def test_a_page_that_was_not_published_has_no_code(client: WeChat, outside: Outside) -> None:
    outside.will(refuse(41030))
    with pytest.raises(WeChatRefused) as refused:
        client.code("h.h1", "pages/home/home")
    assert refused.value.errcode == 41030
