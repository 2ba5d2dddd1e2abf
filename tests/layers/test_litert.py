"""What is said while a model is converted to LiteRT."""

from tfvision.layers.litert import for_litert, is_for_litert


def test_within_and_after():
    assert not is_for_litert()
    with for_litert():
        with for_litert():
            assert is_for_litert()
        assert is_for_litert()
    assert not is_for_litert()


def test_after_an_error():
    try:
        with for_litert():
            raise KeyError
    except KeyError:
        assert not is_for_litert()
