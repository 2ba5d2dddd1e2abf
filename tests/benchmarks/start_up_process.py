"""A process that loads an exported detector and answers: its stages, for the benchmark of start-up.

    python -m tests.benchmarks.start_up_process MODEL IMAGE.npy THREADS CALLS

Prints, as JSON, (wall, cpu) milliseconds of the first answer after loading, and the least of more.
"""

import json
import os
import sys

from tests.benchmarks.peer_answers import timed


def main():
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    import numpy as np
    import tensorflow as tf

    from tfvision import serving

    threads = int(sys.argv[3])
    tf.config.threading.set_intra_op_parallelism_threads(threads)
    tf.config.threading.set_inter_op_parallelism_threads(threads)
    model, image = serving.load(sys.argv[1]), np.load(sys.argv[2])[:1]
    calls = [timed(lambda: model.run(image), 1) for _ in range(1 + int(sys.argv[4]))]
    sys.stdout.write(json.dumps({"first": calls[0], "steady": min(calls)}) + "\n")


if __name__ == "__main__":
    main()
