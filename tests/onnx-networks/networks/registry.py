"""The list of the networks: a file of this folder is a family, and `network` enters a constructor under its name."""

CONSTRUCTORS = {}
IMAGE_SIZES = {}


def network(name, image_size=32):
    """Enters the module that the decorated function makes, for square RGB images of `image_size`."""

    def enter(constructor):
        if name in CONSTRUCTORS:
            raise ValueError(f"two networks are called {name}")
        CONSTRUCTORS[name] = constructor
        IMAGE_SIZES[name] = image_size
        return constructor

    return enter
