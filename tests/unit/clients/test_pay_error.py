"""What a call to WeChat Pay that brought no result says, and what of it may be shown."""

import pickle

import pytest

from common.clients.payments import PayError, PayRefunded, PayRefused


@pytest.mark.parametrize("kind", [PayError, PayRefused, PayRefunded])
def test_it_is_pickled_whole(kind: type[PayError]) -> None:
    copy = pickle.loads(pickle.dumps(kind("NOTENOUGH", 403, "余额不足")))
    assert type(copy) is kind
    assert (copy.code, copy.status, copy.message) == ("NOTENOUGH", 403, "余额不足")


def test_its_text_leaves_out_what_wechat_wrote() -> None:
    assert str(PayRefused("NOTENOUGH", 403, "余额不足")) == "NOTENOUGH (403)"
