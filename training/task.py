"""What a script that trains must know of its task: what is read, made, measured and said."""

from types import MappingProxyType


class Task:
    """One task of the library; a subclass each, whose script is `training.<name>`.

    All else of a run, its folder, its phases, its checkpoints and how it resumes, is the same for
    every task and stands in `training.script`.

    Attributes:
        name: The task's, and its script's.
        recipes: Its recipes by name.
        recipe_class: What they are.
        default_recipe: Name of the one that trains on rendered data.
        settings: What a run is, beside its recipe, with defaults; a resumed run takes all of it
            from the first one.
        ending: What becomes of the finished model, with defaults.
        monitor: Column of the epochs by which they are ranked; larger is better.
        panel: Title of the metric's panel among the curves, and parts of the names of its columns.
    """

    name = None
    recipes = None
    recipe_class = None
    default_recipe = None
    settings = MappingProxyType(
        {
            "split": None,
            "validation": None,
            "validation_split": None,
            "classes": None,
            "on_error": "raise",
        }
    )
    ending = MappingProxyType({})
    monitor = None
    panel = None

    def add_arguments(self, add):
        """Adds the arguments of this task alone by `add`, a parser's `add_argument`."""

    def check(self, given):
        """Refuses arguments that the parser let pass.

        Raises: ValueError in words for the person who gave them.
        """

    def read_data(self, settings, chosen):
        """`(training, validation)`, both with `len()`, `.examples` and, if any, `.classes`.

        Raises: ValueError in words for the person who gave the arguments.
        """
        raise NotImplementedError

    def make_model(self, chosen, classes):
        """The network of a recipe, with the weights that it starts from.

        Raises: ValueError or FileNotFoundError naming what does not fit.
        """
        raise NotImplementedError

    def compile(self, model, chosen, optimizer, *, judged=False):
        """Compiles a model with the recipe's losses; the judged copy with what measures it."""
        raise NotImplementedError

    def freeze(self, model, stage):
        """Freezes the backbone up to a stage, see `Backbone.freeze`."""
        model.backbone.freeze(stage)

    def codec(self, model, chosen):
        """The codec of a model."""
        raise NotImplementedError

    def training_batches(self, data, codec, chosen, seed, first_epoch, input_context=None):
        """Endless batches `(images, targets)`, a function of seed, epoch and index alone.

        `input_context` is that of a worker among several, which makes its part of each.
        """
        raise NotImplementedError

    def judging_batches(self, data, codec, chosen):
        """Every validation image once, with targets: what `val_loss` is measured on."""
        raise NotImplementedError

    def measurement(self, judged, codec, validation, chosen, resumed):
        """Callbacks that measure what `compile` cannot; none by default."""
        return ()

    def description(self, model):
        """Words on a model for the greeting, beside its size and its parameters."""
        return ""

    def report(self, folder, model, codec, validation, chosen, ending, epochs):
        """Measures the finished model, draws, exports, and says it all.

        `epochs` of them were measured on the same images, and the best one is what is reported.
        """
        raise NotImplementedError
