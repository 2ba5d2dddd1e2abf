"""Training that ends when its time is up, however fast the machine is."""

import time

import keras
import tqdm

_WARM_UP = 20  # steps in which the rate rises


class BriefTraining(keras.callbacks.Callback):
    """Ends `fit` after some seconds; the learning rate falls in a straight line to nothing by then.

    The clock starts after the first step, in which the graph is made. A bar shows the time and the
    loss.

    Args:
        seconds: How long, above 0.
        learning_rate: The highest one, which is reached after 20 steps; the optimizer's own must
            not be a schedule.
        title: Stands before the bar.

    Reference: Li, Yumer and Ramanan, Budgeted Training, ICLR 2020.
    """

    def __init__(self, seconds, learning_rate, title):
        super().__init__()
        self.seconds, self.learning_rate, self.title = seconds, learning_rate, title
        self.steps = 0

    def on_train_begin(self, logs=None):
        self.steps, self._start = 0, None
        self._bar = tqdm.tqdm(
            total=self.seconds,
            desc=self.title,
            bar_format="{desc}: {percentage:3.0f}%|{bar}| {n:.0f}/{total:.0f} s{postfix}",
        )

    def on_train_batch_begin(self, batch, logs=None):
        rising = min(1.0, (self.steps + 1) / _WARM_UP)
        # Not to nothing: a step of rate 0 were none.
        falling = max(0.01, 1 - self._passed() / self.seconds)
        self.model.optimizer.learning_rate = self.learning_rate * rising * falling

    def on_train_batch_end(self, batch, logs=None):
        self.steps += 1
        if self._start is None:
            self._start = time.perf_counter()
        passed = min(self._passed(), self.seconds)
        self._bar.set_postfix_str(f"loss {logs['loss']:.3f}" if logs else "", refresh=False)
        self._bar.update(passed - self._bar.n)
        self.model.stop_training = passed >= self.seconds

    def on_train_end(self, logs=None):
        self._bar.close()

    def _passed(self):
        return 0.0 if self._start is None else time.perf_counter() - self._start


def train(model, batches, seconds, learning_rate, title):
    """Trains a compiled model on batches that do not end; returns how many steps there were."""
    brief = BriefTraining(seconds, learning_rate, title)
    model.fit(batches, epochs=1, callbacks=[brief], verbose=0, shuffle=False)
    return brief.steps
