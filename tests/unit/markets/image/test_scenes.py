import random

from hypothesis import given
from hypothesis import strategies as st

from taonet.markets.image.scenes import COLOURS, One, Thing, Two, almost, caption, draw_scene, geometry, parse_caption
from taonet.markets.image.words import MAX_WORDS, PAD, UNKNOWN, VOCABULARY, word_ids


@given(st.integers())
def test_a_caption_says_all_of_its_scene(seed: int) -> None:
    scene = draw_scene(random.Random(seed))

    assert parse_caption(caption(scene)) == scene
    assert UNKNOWN not in word_ids(caption(scene))


@given(st.integers())
def test_near_misses_are_other_scenes_with_captions_of_their_own(seed: int) -> None:
    scene = draw_scene(random.Random(seed))
    misses = almost(scene)
    captions = {caption(miss) for miss in misses}

    assert len(captions) == len(misses) > 20
    assert caption(scene) not in captions
    assert all(parse_caption(caption(miss)) == miss for miss in misses)


@given(st.integers())
def test_no_two_colours_of_a_scene_are_the_same_and_every_shape_fits_in(seed: int) -> None:
    scene = draw_scene(random.Random(seed))
    things = geometry(scene)
    colours = [scene.background, *(thing.colour for thing, *_ in things)]

    assert len(set(colours)) == len(colours)
    assert set(colours) <= set(COLOURS)
    assert all(radius - 0.5 <= x <= 32.5 - radius for _, *place, radius in things for x in place)


def test_what_is_no_caption_is_no_scene() -> None:
    good = caption(Two(Thing("red", "ring"), "left of", Thing("blue", "star"), "orange"))

    assert good == "a red ring left of a blue star on an orange background"
    assert parse_caption(good) is not None
    for bad in ("", "a cat", good + " ", good + "\n", good.upper(), good.replace("ring", "rings"), good * 2):
        assert parse_caption(bad) is None


def test_one_place_is_one_caption() -> None:
    assert (
        caption(One(Thing("red", "ring"), "large", "in the centre", "white"))
        == "a large red ring on a white background"
    )
    assert (
        caption(One(Thing("red", "ring"), "small", "at the top", "white"))
        == "a small red ring at the top on a white background"
    )


@given(st.text(max_size=2_000))
def test_any_prompt_becomes_eight_known_numbers(prompt: str) -> None:
    ids = word_ids(prompt)

    assert len(ids) == MAX_WORDS
    assert all(0 <= number < len(VOCABULARY) for number in ids)


def test_words_that_say_nothing_are_left_out_and_unknown_ones_are_marked() -> None:
    known = word_ids("A red circle, above THE blue ring")

    assert [VOCABULARY[number] for number in known] == ["red", "circle", "above", "blue", "ring", "", "", ""]
    assert word_ids("a cat") == [UNKNOWN] + [PAD] * (MAX_WORDS - 1)
