"""The name maps there are, and which of them a file and a model are for."""

from tfvision.weights.name_map import backbone_of
from tfvision.weights.names import (
    clovaai_craft,
    deform_conv_v2,
    jjjkkkjjj_ssd,
    lufficc_mb2,
    lufficc_vgg,
    qfgaohao_mb1,
    qfgaohao_mb2,
    qfgaohao_mb3,
    qfgaohao_vgg,
    seed_ghost,
    ssd300,
    timm_efficientnet,
    torchvision_efficientnet,
    torchvision_mobilenet_v2,
    torchvision_mobilenet_v3,
    torchvision_vgg,
)
from tfvision.weights.problems import WeightsError
from tfvision.weights.report import some

MAPS = (
    torchvision_vgg.MAP,
    torchvision_efficientnet.MAP,
    torchvision_mobilenet_v2.MAP,
    torchvision_mobilenet_v3.MAP,
    torchvision_mobilenet_v3.SSD_MAP,
    ssd300.TORCHVISION_MAP,
    ssd300.AMDEGROOT_MAP,
    ssd300.REDUCED_MAP,
    qfgaohao_mb2.MAP,
    qfgaohao_mb2.BACKBONE_MAP,
    qfgaohao_mb1.MAP,
    qfgaohao_mb1.LITE_MAP,
    qfgaohao_mb1.BACKBONE_MAP,
    qfgaohao_mb3.MAP,
    qfgaohao_mb3.BACKBONE_MAP,
    qfgaohao_vgg.MAP,
    lufficc_vgg.MAP300,
    lufficc_vgg.MAP512,
    lufficc_mb2.MAP,
    jjjkkkjjj_ssd.MAP300,
    jjjkkkjjj_ssd.MAP512,
    *timm_efficientnet.MAPS,
    clovaai_craft.MAP,
    seed_ghost.VGG_MAP,
    seed_ghost.CRAFT_MAP,
    deform_conv_v2.MODULATED_MAP,
    deform_conv_v2.MAP,
)
SOURCES = tuple(dict.fromkeys(one.source for one in MAPS))
# Of a map's names in the file, so many make it the one; less is a coincidence.
ENOUGH = 0.5


def maps_of(model, source="auto"):
    """The maps of a source ("auto": of all) that are for a model.

    Raises: WeightsError for another source, a fused model and one that no source has.
    """
    _check(source)
    if getattr(backbone_of(model), "fused", False):
        raise WeightsError("model must not be fused: load first, then call fuse()")
    fitting = [one for one in MAPS if one.fits(model)]
    found = [one for one in fitting if source in ("auto", one.source)]
    if not found:
        there = ", ".join(dict.fromkeys(one.source for one in fitting)) or "no source"
        raise WeightsError(f"{_title(model)} has weights of {there}, got source={source!r}")
    return found


def recognised(model, shapes, source="auto"):
    """The map whose names are in a file.

    Args:
        model: Model of ours.
        shapes: Dict of the file's names -> shapes.
        source: "auto" or a source.

    Raises: WeightsError saying what the file seems to be, and what the model takes.
    """
    best, share = None, 0.0
    for one in maps_of(model, source):
        keys = {key for row in one.rows(model) for key in row.keys}
        found = sum(key in shapes for key in keys) / len(keys)
        if found > share:
            best, share = one, found
    if share < ENOUGH:
        takes = some([str(one) for one in maps_of(model, source)])
        raise WeightsError(
            f"{_title(model)} takes weights of {takes}, which these are not: {described(shapes)}"
        )
    return best


def network_of(shapes, source="auto"):
    """`(map, arguments)`: which network a file is for, whatever the model; `(None, None)`.

    Raises: WeightsError for another source.
    """
    _check(source)
    for one in MAPS:
        if source in ("auto", one.source):
            arguments = one.arguments(shapes)
            if arguments is not None:
                return one, arguments
    return None, None


def described(shapes):
    """What a file seems to be, in words."""
    one, arguments = network_of(shapes)
    if one is None:
        return f"their names are {some(list(shapes))}"
    words = ", ".join(f"{name}={value!r}" for name, value in arguments.items())
    return f"they look like {one}" + (f" with {words}" if words else "")


def _check(source):
    if source not in ("auto", *SOURCES):
        raise WeightsError(f'source must be "auto" or one of {", ".join(SOURCES)}, got {source!r}')


def _title(model):
    backbone = backbone_of(model)
    title = type(model).__name__
    return title if backbone is model else f"{title} on {type(backbone).__name__}"
