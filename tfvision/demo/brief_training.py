"""Training that ends when its time is up, however fast the machine is."""

import contextlib
import time

import keras
import tqdm

_WARM_UP = 20  # steps in which the rate rises


class BriefTraining(keras.callbacks.Callback):
    """Ends `fit` after some seconds; the learning rate falls in a straight line to 0 by then.

    Over the first 20 steps it is held back as well, more in the first ones. The clock starts after
    the first step, in which the graph is made. A bar shows the time and the loss.

    Args:
        seconds: How long, above 0.
        learning_rate: That from which it falls; the optimizer's own must not be a schedule.
        title: Stands before the bar.

    Reference: Li, Yumer and Ramanan, Budgeted Training, ICLR 2020.
    """

    def __init__(self, seconds, learning_rate, title):
        super().__init__()
        self.seconds, self.learning_rate = seconds, learning_rate
        self.steps, self._start = 0, None
        self._bar = tqdm.tqdm(
            total=seconds,
            desc=title,
            bar_format="{desc}: {percentage:3.0f}%|{bar}| {n:.0f}/{total:.0f} s{postfix}",
        )

    def on_train_batch_begin(self, batch, logs=None):
        rising = min(1.0, (self.steps + 1) / _WARM_UP)
        falling = max(0.0, 1 - self._passed() / self.seconds)
        self.model.optimizer.learning_rate = self.learning_rate * rising * falling

    def on_train_batch_end(self, batch, logs=None):
        self.steps += 1
        if self._start is None:
            self._start = time.perf_counter()
        passed = min(self._passed(), self.seconds)
        self._bar.set_postfix_str(f"loss {logs['loss']:.3f}" if logs else "", refresh=False)
        self._bar.update(passed - self._bar.n)
        self.model.stop_training = passed >= self.seconds

    def close(self):
        """Ends the bar, which `fit` leaves open when it is interrupted."""
        self._bar.close()

    def _passed(self):
        return 0.0 if self._start is None else time.perf_counter() - self._start


def train(model, batches, seconds, learning_rate, title):
    """Trains a compiled model.

    Args:
        model: The Keras model.
        batches: `tf.data.Dataset` that does not end.
        seconds: As in `BriefTraining`; so are the next two.
        learning_rate: See there.
        title: See there.

    Returns: How many steps there were.
    """
    with contextlib.closing(BriefTraining(seconds, learning_rate, title)) as brief:
        model.fit(batches, epochs=1, callbacks=[brief], verbose=0, shuffle=False)
    return brief.steps
