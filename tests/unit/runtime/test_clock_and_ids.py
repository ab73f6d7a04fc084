"""The two sources of what cannot be computed."""

import re
from datetime import timedelta

from common.runtime import clock, ids


def test_now_is_aware_and_in_utc():
    assert clock.now().utcoffset() == timedelta(0)
    assert clock.now() <= clock.now()


def test_drawn_values_do_not_repeat_and_have_their_form():
    for draw, length in [
        (ids.document_id, 24),
        (ids.claim_id, 32),
        (ids.request_id, 32),
        (ids.nonce_string, 32),
    ]:
        drawn = [draw() for _ in range(200)]
        assert {len(value) for value in drawn} == {length} and len(set(drawn)) >= 199
        assert all(value.isalnum() and value.isascii() for value in drawn)
    codes = {ids.pickup_code() for _ in range(200)}
    assert len(codes) > 190 and all(re.fullmatch(r"[0-9]{8}", code) for code in codes)
    assert len(ids.random_bytes(12)) == 12 and ids.random_bytes(12) != ids.random_bytes(12)


def test_a_token_is_long_and_a_draw_stays_below():
    tokens = {ids.token() for _ in range(50)}
    assert len(tokens) == 50
    assert {len(token) for token in tokens} == {43}
    assert {ids.below(3) for _ in range(200)} == {0, 1, 2}
