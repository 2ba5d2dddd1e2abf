"""The time of epochs, over several processes."""

from training.epoch_times import TimeEpochs, times_of, usual_time


def test_times_of_a_former_process_stay(tmp_path, monkeypatch):
    clock = iter([10.0, 11.0, 13.0, 50.0, 51.0, 52.5])
    monkeypatch.setattr("time.perf_counter", lambda: next(clock))
    path = tmp_path / "times.json"
    assert (times_of(path), usual_time(path)) == ({}, None)
    for epoch in (0, 1):
        callback = TimeEpochs(path)
        callback.on_epoch_begin(epoch)
        callback.on_train_batch_end(0)
        callback.on_train_batch_end(1)
        callback.on_epoch_end(epoch)
    assert times_of(path) == {"1": 3.0, "2": 2.5}
    assert usual_time(path) == 2.75
