"""A sound export passes, and each thing that a server would stumble over is named."""

import pathlib
import shutil

import pytest
import tensorflow as tf
from tensorflow.core.protobuf import saved_model_pb2

from tfvision import cli
from tfvision.serving import server_files, warm_up
from tfvision.serving.server_check import check


@pytest.fixture
def copied(folder, tmp_path):
    return pathlib.Path(shutil.copytree(folder, tmp_path / "plates" / "1"))


def said(folder):
    """What is said of a folder, as lines."""
    found = check(folder)
    assert found.passed == all(problem.severity == "warning" for problem in found.problems)
    return [f"{problem.severity}: {problem}" for problem in found.problems]


def rewrite(folder, change):
    """Changes the graph of a SavedModel."""
    file = folder / "saved_model.pb"
    content = saved_model_pb2.SavedModel.FromString(file.read_bytes())
    change(content.meta_graphs[0])
    file.write_bytes(content.SerializeToString())


def test_a_sound_export_passes(copied, tmp_path, capsys):
    (copied.parent / "ab12.partial").mkdir()
    words = ["serve-check", str(copied.parent), "--config", str(tmp_path / "conf")]
    assert cli.main(words) == 0
    out, err = capsys.readouterr()
    assert err == "" and f"{copied}: passed, " in out
    for signature in ("serving_default", "serving_bytes", "raw"):
        assert f"  {signature}: first answer " in out
    assert "warning: " in out and "ab12.partial: left by an export that was stopped" in out
    assert f'-v "{copied.parent.resolve()}:/models/plates:ro"' in out


def test_what_a_server_would_not_take_gets_no_config(copied, tmp_path, capsys):
    shutil.copytree(copied, copied.with_name("2"))
    config = tmp_path / "conf"
    assert cli.main(["serve-check", str(copied), "--config", str(config)]) == 1
    out, err = capsys.readouterr()
    assert f"{copied}: passed, " in out and not config.exists()
    assert f"takes: 2 of {copied.parent.absolute()}, but 1 was checked" in err


def test_the_server_reads_its_files(tmp_path):
    messages = pytest.importorskip("tensorflow_serving.config.model_server_config_pb2")
    from google.protobuf import text_format

    command = server_files.write(tmp_path, [tmp_path / "plates", tmp_path / "a b"])
    read = text_format.Parse((tmp_path / "models.config").read_text(), messages.ModelServerConfig())
    named = {one.name: one.base_path for one in read.model_config_list.config}
    assert named == {"plates": "/models/plates", "a b": "/models/a b"}
    assert f'-v "{tmp_path.resolve() / "a b"}:/models/a b:ro"' in command
    with pytest.raises(ValueError, match="models must have different names"):
        server_files.write(tmp_path, ["a/plates", "b/plates"])


def no_tag(graph):
    graph.meta_info_def.tags[:] = ["train"]


def another_method(graph):
    graph.signature_def["raw"].method_name = "classify"


def one_row(graph):
    graph.signature_def["serving_default"].outputs["scores"].tensor_shape.dim[0].size = 1


def floats(graph):
    graph.signature_def["serving_default"].inputs["images"].dtype = tf.float32.as_datatype_enum


def no_names(graph):
    del graph.signature_def["serving_bytes"].outputs["names"]


def no_default(graph):
    del graph.signature_def["serving_default"]


def python(graph):
    graph.graph_def.library.function[0].node_def.add(name="a", op="EagerPyFunc")


@pytest.mark.parametrize(("change", "words"), [
    (no_tag, "holds no graph with the tag 'serve'"),
    (another_method, "raw: its method is 'classify'"),
    (one_row, "serving_default: scores is (1, 200), expected an open number of rows"),
    (floats, "serving_default takes images of float32 (None, None, None, 3), expected images of "),
    (no_names, "serving_bytes answers boxes of float32"),
    (no_default, "no signature 'serving_default', only ['raw', 'serving_bytes']"),
    (python, "EagerPyFunc runs Python, which a server has not"),
])  # fmt: skip
def test_a_graph_that_is_not_as_servers_want_it(copied, change, words):
    rewrite(copied, change)
    assert any(line.startswith("error: ") and words in line for line in said(copied))


def cut_off(folder):
    file = folder / "saved_model.pb"
    file.write_bytes(file.read_bytes()[:-7])


def no_shard(folder):
    (folder / "variables" / "variables.data-00000-of-00001").unlink()


def no_labels(folder):
    (folder / "assets" / "labels.txt").unlink()


def empty_labels(folder):
    (folder / "assets" / "labels.txt").write_text("")


@pytest.mark.parametrize(("damage", "words"), [
    (cut_off, "saved_model.pb: cannot be read"),
    (no_shard, "variables: 0 of 1 data files"),
    (no_labels, "assets/labels.txt is missing"),
    (empty_labels, "assets/labels.txt names no class"),
])  # fmt: skip
def test_files_that_are_missing_or_cut_off(copied, damage, words, capsys):
    damage(copied)
    assert any(line.startswith("error: ") and words in line for line in said(copied))
    assert cli.main(["serve-check", str(copied), "--config", "nowhere"]) == 1
    assert "FAILED" in capsys.readouterr().out and not pathlib.Path("nowhere").exists()


def test_a_version_is_a_number(copied):
    renamed = copied.rename(copied.with_name("first"))
    (line,) = (line for line in said(renamed) if "must be a number" in line)
    assert line.startswith("error: ")
    with pytest.raises(FileNotFoundError, match="no saved model in it"):
        check(renamed.parent)


class Alien(tf.Module):
    """A model of somebody else, whose answer has one row whatever it is asked."""

    @tf.function(input_signature=[tf.TensorSpec([None, 3], name="x")])
    def first(self, x):
        return {"mean_bytes": tf.unique(tf.reshape(x, [-1]))[0][:1]}


def test_any_savedmodel_can_be_checked(tmp_path):
    model, folder = Alien(), tmp_path / "alien" / "3"
    tf.saved_model.save(model, str(folder), {"serving_default": model.first})
    without = said(folder)
    assert [line.split(": ")[0] for line in without] == ["warning", "warning"]
    assert "mean_bytes is answered in base64 by REST" in without[0]
    assert "0 requests, expected 1 to 1000" in without[1]
    rows = {"x": tf.make_tensor_proto([[1.0, 2, 3]])}
    warm_up.write(folder, "alien", [("serving_default", rows), ("other", rows)])
    _, first, second = said(folder)
    assert "the warm-up of serving_default fails: mean_bytes has 1 rows for 2 of the" in first
    assert "the warm-up of other fails: there is no such signature" in second
    (folder / warm_up.PATH).write_bytes(b"no records, " * 9)
    _, line = said(folder)
    assert "the server would not start: " in line
    warm_up.write(folder, "alien", [("serving_default", rows)] * 1001)
    _, line = said(folder)
    assert line.startswith("error: ") and "1001 requests, expected 1 to 1000" in line
