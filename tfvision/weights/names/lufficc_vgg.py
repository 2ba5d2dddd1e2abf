"""SSD300 and SSD512 on VGG16 of lufficc."""

from tfvision.detection.architectures import ssd300_vgg16, ssd512_vgg16
from tfvision.detection.geometries import VGG300, VGG512
from tfvision.weights.name_map import NameMap
from tfvision.weights.names import ssd300
from tfvision.weights.names.ssd_heads import classes_of

LOGITS, OFFSETS = "box_head.predictor.cls_headers", "box_head.predictor.reg_headers"
_NAMES = {
    "backbone": lambda name: f"backbone.vgg.{ssd300.REDUCED[name]}",
    "l2": "backbone.l2_norm.weight",
    "extra": lambda level, half: f"backbone.extras.{2 * level + half}",
    "offsets": OFFSETS,
    "logits": LOGITS,
}
_COCO_CLASSES = 80


def _map(size, features, make):
    def recognise(shapes):
        is_larger = "backbone.extras.9.weight" in shapes
        classes = classes_of(shapes, f"{LOGITS}.0.weight", 4)
        is_vgg = _NAMES["l2"] in shapes and classes
        return {"classes": classes} if is_vgg and is_larger == (features == VGG512) else None

    def geometry(classes):
        return f"lufficc_{'coco' if classes == _COCO_CLASSES else 'voc'}{size}"

    return NameMap(
        "lufficc",
        f"SSD{size}",
        lambda model: ssd300.is_of_size(model, features),
        lambda model: ssd300.ssd_rows(model, _NAMES, features),
        settings={"normalization": "vgg"},
        tops=("backbone.l2_norm.", "backbone.extras.", "box_head."),
        recognise=recognise,
        make=lambda classes: make(classes, geometry=geometry(classes)),
        geometry=geometry,
    )


MAP300 = _map(300, VGG300, ssd300_vgg16)
MAP512 = _map(512, VGG512, ssd512_vgg16)
