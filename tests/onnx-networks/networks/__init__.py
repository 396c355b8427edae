"""Forty networks of public kinds, written afresh as small torch modules: whole in structure, narrow and shallow in size."""

from . import (  # noqa: F401  (each enters its networks in the registry)
    aggregation, cells, channel_attention, clip, convolution_and_attention, convolutional, hierarchical_transformers,
    max_feature_map, mixers, mobile, normalizer_free, reparameterized, token_transformers, transformers)
from .registry import CONSTRUCTORS, IMAGE_SIZES

__all__ = ["CONSTRUCTORS", "IMAGE_SIZES"]
