"""Names of the classes of annotated objects: where they come from."""

import collections

from tfvision.images import class_names


def resolve(classes, root, records, categories=None):
    """The tuple of class names, in the order of their labels.

    Args:
        classes: Names, a text file with one name a line, or None to find them.
        root: Folder or file that is read; its `classes.txt` or `labels.txt` is the first place to
            look.
        records: Every `Record`; their names, sorted, are the last. Of names that differ in case
            or blanks only, the most frequent one counts; `class_names.label` speaks of the others.
        categories: Names that the format itself lists, in its order, or None.

    Raises: ValueError if `classes` is empty, names one twice, or is a file that does not exist.
    """
    if classes is None:
        classes = class_names.file_in(root if root.is_dir() else root.parent) or categories
    if classes is None:
        counts = collections.Counter(item.name for found in records for item in found.objects)
        most = {}
        for name, _ in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])):
            most.setdefault(class_names.alike(name), name)
        return tuple(sorted(most.values()))
    return class_names.checked(classes)
