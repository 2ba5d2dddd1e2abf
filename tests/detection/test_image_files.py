"""Finding the image that an annotation means."""

from tests.detection.annotation_files import write_image
from tfvision.detection.image_files import ImageFiles


def test_stem_first_then_name(tmp_path):
    for name in ("a.jpg", "b.jpg", "c.png", "c.jpg"):
        write_image(tmp_path / name)
    files = ImageFiles([tmp_path])
    found = [
        files.find("a", "b.jpg"),
        files.find("x", r"C:\b.jpg"),
        files.find("x", "b.png"),
        files.find("c"),
        files.find("c", "c.png"),
    ]
    assert found == [str(tmp_path / n) for n in ("a.jpg", "b.jpg", "b.jpg", "c.jpg", "c.png")]
    assert files.find("x", "y") is None


def test_only_images_count_and_the_first_folder_wins(tmp_path):
    first, second = tmp_path / "1", tmp_path / "2"
    write_image(first / "a.JPG")
    write_image(second / "a.jpg")
    (first / "b.txt").write_text("no image")
    files = ImageFiles([first, second, first])
    assert files.folders == [str(first), str(second)]
    assert files.find("a") == str(first / "a.JPG")
    assert [stem for stem, _ in files] == ["a", "a"]
    assert files.find("b") is None
