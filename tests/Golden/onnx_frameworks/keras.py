"""Keras networks as tf2onnx writes them: images [samples, height, width, channels], convolutions of [samples, channels, height, width]."""

from graph import Graph

SCOPE = "StatefulPartitionedCall/model"


def graph(name, seed, size, channels=3, opset=13):
    return Graph(name, seed, ("input_1", ["unk__42", size, size, channels]), opset, 7, "tf2onnx")


def convolve(g, x, layer, out, channels, kernel, bias=True, folded=False, depthwise=False, **attributes):
    node = f"{SCOPE}/{layer}/{'depthwise' if depthwise else 'Conv2D'}"
    shape = (channels, 1, kernel, kernel) if depthwise else (out, channels, kernel, kernel)
    weight = g.convolution_weight(f"{node}_weights_fused_bn" if folded else f"{node}/ReadVariableOp:0", *shape)
    inputs = [x, weight]
    if bias or folded:
        inputs.append(g.vector(f"{node}_bias_fused_bn" if folded else f"{SCOPE}/{layer}/BiasAdd/ReadVariableOp:0", out))
    return g.node("Conv", *inputs, name=node, group=channels if depthwise else 1, kernel_shape=[kernel] * 2, **attributes)


def normalize(g, x, layer, channels):
    node = f"{SCOPE}/{layer}/FusedBatchNormV3"
    names = [f"{SCOPE}/{layer}/ReadVariableOp:0", f"{SCOPE}/{layer}/ReadVariableOp_1:0", f"{node}/ReadVariableOp:0", f"{node}/ReadVariableOp_1:0", node]
    return g.normalization(x, channels, names, epsilon=1.001e-5)


def to_maps(g, x):
    return g.node("Transpose", x, name=f"{SCOPE}/Pad__6", perm=[0, 3, 1, 2])


def dense(g, x, layer, inputs, outputs):
    weight = g.weight(f"{SCOPE}/{layer}/MatMul/ReadVariableOp:0", inputs, outputs, fan_in=inputs)
    product = g.node("MatMul", x, weight, name=f"{SCOPE}/{layer}/MatMul")
    return g.node("Add", product, g.vector(f"{SCOPE}/{layer}/BiasAdd/ReadVariableOp:0", outputs), name=f"{SCOPE}/{layer}/BiasAdd")


def scale_and_shift(g, x, layer, channels):
    """What TensorFlow makes of a batch normalisation of anything but maps with the channels in their place."""
    x = g.node("Mul", x, g.vector(f"{SCOPE}/{layer}/batchnorm/mul:0", channels, 1), name=f"{SCOPE}/{layer}/batchnorm/mul_1")
    return g.node("Add", x, g.vector(f"{SCOPE}/{layer}/batchnorm/sub:0", channels), name=f"{SCOPE}/{layer}/batchnorm/add_1")


def pool_to_features(g, x):
    mean = g.node("GlobalAveragePool", x, name=f"{SCOPE}/avg_pool/Mean")
    return g.node("Squeeze", mean, g.integers("const_fold_opt__90", 2, 3), name=f"{SCOPE}/avg_pool/Mean_Squeeze__91")


def resnet():
    """keras.applications.ResNet50 in small, its batch normalisations kept apart; it ends in a softmax."""
    g = graph("keras_resnet", 1, 32)
    x = to_maps(g, "input_1")
    x = g.node("Pad", x, g.integers("const_fold_opt__80", 0, 0, 3, 3, 0, 0, 3, 3), name=f"{SCOPE}/conv1_pad/Pad")
    x = convolve(g, x, "conv1_conv", 8, 3, 7, strides=[2, 2], auto_pad="VALID")
    x = g.node("Relu", normalize(g, x, "conv1_bn", 8), name=f"{SCOPE}/conv1_relu/Relu")
    x = g.node("Pad", x, g.integers("const_fold_opt__81", 0, 0, 1, 1, 0, 0, 1, 1), name=f"{SCOPE}/pool1_pad/Pad")
    x = g.node("MaxPool", x, name=f"{SCOPE}/pool1_pool/MaxPool", kernel_shape=[3, 3], strides=[2, 2], auto_pad="VALID")
    for block, channels in ((1, 8), (2, 32)):
        name = f"conv2_block{block}"
        shortcut = normalize(g, convolve(g, x, f"{name}_0_conv", 32, channels, 1), f"{name}_0_bn", 32) if block == 1 else x
        y = normalize(g, convolve(g, x, f"{name}_1_conv", 8, channels, 1), f"{name}_1_bn", 8)
        y = g.node("Relu", y, name=f"{SCOPE}/{name}_1_relu/Relu")
        y = normalize(g, convolve(g, y, f"{name}_2_conv", 8, 8, 3, pads=[1, 1, 1, 1]), f"{name}_2_bn", 8)
        y = g.node("Relu", y, name=f"{SCOPE}/{name}_2_relu/Relu")
        y = normalize(g, convolve(g, y, f"{name}_3_conv", 32, 8, 1), f"{name}_3_bn", 32)
        x = g.node("Relu", g.node("Add", shortcut, y, name=f"{SCOPE}/{name}_add/add"), name=f"{SCOPE}/{name}_out/Relu")
    logits = dense(g, pool_to_features(g, x), "predictions", 32, 10)
    g.node("Softmax", logits, name=f"{SCOPE}/predictions/Softmax", outputs=["predictions"], axis=1)
    return g.model("predictions", ["unk__43", 10])


def mobilenet_v2():
    """keras.applications.MobileNetV2 in small: batch normalisations folded, borders on two sides, ReLU6 as a clip."""
    g = graph("keras_mobilenet_v2", 2, 32, opset=15)
    zero, six = g.constant("const_zero__60", 0), g.constant("const_six__61", 6)

    def relu6(x, layer):
        return g.node("Clip", x, zero, six, name=f"{SCOPE}/{layer}/Relu6")

    x = relu6(convolve(g, to_maps(g, "input_1"), "Conv1", 8, 3, 3, folded=True, strides=[2, 2], pads=[0, 0, 1, 1]), "Conv1_relu")
    for block, (channels, out, stride) in enumerate(((8, 8, 1), (8, 12, 2), (12, 12, 1))):
        name = f"block_{block}"
        y = relu6(convolve(g, x, f"{name}_expand", 4 * channels, channels, 1, folded=True), f"{name}_expand_relu")
        pads = [1, 1, 1, 1]
        if stride == 2:
            y = g.node("Pad", y, g.integers("const_fold_opt__82", 0, 0, 0, 0, 0, 0, 1, 1), name=f"{SCOPE}/{name}_pad/Pad")
            pads = [0, 0, 0, 0]
        y = convolve(g, y, f"{name}_depthwise", 4 * channels, 4 * channels, 3, folded=True, depthwise=True, strides=[stride] * 2, pads=pads)
        y = convolve(g, relu6(y, f"{name}_depthwise_relu"), f"{name}_project", out, 4 * channels, 1, folded=True)
        x = g.node("Add", x, y, name=f"{SCOPE}/{name}_add/add") if stride == 1 else y
    logits = dense(g, pool_to_features(g, x), "predictions", 12, 10)
    return g.model(logits, ["unk__43", 10])


def sequential():
    """A network of the tutorials: rescaled images, pools, maps that are flattened with the channels last, dense layers."""
    g = graph("keras_sequential", 3, 21, channels=1)
    x = g.node("Mul", "input_1", g.constant("const_fold_opt__70", 1 / 255), name=f"{SCOPE}/rescaling/mul")
    x = g.node("Reshape", x, g.integers("const_fold_opt__71", -1, 1, 21, 21), name=f"{SCOPE}/conv2d/Conv2D__5")
    x = g.node("Relu", convolve(g, x, "conv2d", 6, 1, 3, pads=[1, 1, 1, 1]), name=f"{SCOPE}/conv2d/Relu")
    x = g.node("MaxPool", x, name=f"{SCOPE}/max_pooling2d/MaxPool", kernel_shape=[2, 2], strides=[2, 2], auto_pad="SAME_UPPER")
    x = convolve(g, x, "conv2d_1", 8, 6, 4, auto_pad="SAME_UPPER")
    x = g.node("AveragePool", x, name=f"{SCOPE}/average_pooling2d/AvgPool", kernel_shape=[2, 2], strides=[2, 2], auto_pad="SAME_UPPER")
    x = g.node("MaxPool", x, name=f"{SCOPE}/max_pooling2d_1/MaxPool", kernel_shape=[3, 3], strides=[2, 2], pads=[0, 0, 1, 1])
    x = g.node("Transpose", x, name=f"{SCOPE}/max_pooling2d_1/MaxPool__20", perm=[0, 2, 3, 1])
    x = g.node("Reshape", x, g.integers("const_fold_opt__72", -1, 72), name=f"{SCOPE}/flatten/Reshape")
    x = g.node("Relu", dense(g, x, "dense", 72, 16), name=f"{SCOPE}/dense/Relu")
    x = scale_and_shift(g, x, "batch_normalization", 16)
    return g.model(dense(g, x, "dense_1", 16, 10), ["unk__43", 10])


def efficientnet():
    """keras.applications.EfficientNetB0 in small: images are normalised, SiLU and squeeze-and-excitation are several operations."""
    g = graph("keras_efficientnet", 4, "unk__41", opset=15)
    x = g.node("Mul", "input_1", g.constant("const_fold_opt__60", 1 / 255), name=f"{SCOPE}/rescaling/mul")
    x = g.node("Sub", x, g.constant("const_fold_opt__61", [[[[0.485, 0.456, 0.406]]]]), name=f"{SCOPE}/normalization/sub")
    x = g.node("Div", x, g.constant("const_fold_opt__62", [[[[0.229, 0.224, 0.225]]]]), name=f"{SCOPE}/normalization/truediv")
    x = g.node("Mul", to_maps(g, x), g.constant("const_fold_opt__63", [[[[2.1]], [[2.2]], [[2.3]]]]), name=f"{SCOPE}/rescaling_1/mul")

    def silu(x, layer):
        return g.node("Mul", x, g.node("Sigmoid", x, name=f"{SCOPE}/{layer}/Sigmoid"), name=f"{SCOPE}/{layer}/mul")

    x = g.node("Pad", x, g.integers("const_fold_opt__64", 0, 0, 0, 0, 0, 0, 1, 1), name=f"{SCOPE}/stem_conv_pad/Pad")
    x = silu(convolve(g, x, "stem_conv", 8, 3, 3, folded=True, strides=[2, 2], pads=[0, 0, 0, 0]), "stem_activation")
    y = silu(convolve(g, x, "block1a_dwconv", 8, 8, 3, folded=True, depthwise=True, pads=[1, 1, 1, 1]), "block1a_activation")
    gate = g.node("GlobalAveragePool", y, name=f"{SCOPE}/block1a_se_squeeze/Mean")
    gate = silu(convolve(g, gate, "block1a_se_reduce", 4, 8, 1), "block1a_se_reduce")
    gate = g.node("Sigmoid", convolve(g, gate, "block1a_se_expand", 8, 4, 1), name=f"{SCOPE}/block1a_se_expand/Sigmoid")
    y = g.node("Mul", y, gate, name=f"{SCOPE}/block1a_se_excite/mul")
    x = g.node("Add", convolve(g, y, "block1a_project_conv", 8, 8, 1, folded=True), x, name=f"{SCOPE}/block1a_add/add")
    return g.model(dense(g, pool_to_features(g, x), "predictions", 8, 10), ["unk__43", 10])


def channels_last():
    """Every operation but convolutions and pools as TensorFlow has it, with transpositions around those: as without the optimiser."""
    g = graph("keras_channels_last", 5, 16)

    def maps(operation, x, layer, *others, **attributes):
        x = g.node("Transpose", x, name=f"{SCOPE}/{layer}/in", perm=[0, 3, 1, 2])
        x = g.node(operation, x, *others, name=f"{SCOPE}/{layer}", **attributes)
        return g.node("Transpose", x, name=f"{SCOPE}/{layer}/out", perm=[0, 2, 3, 1])

    def convolve_last(x, layer, out, channels, kernel):
        weight = g.weight(f"{SCOPE}/{layer}/kernel:0", kernel, kernel, channels, out, fan_in=kernel * kernel * channels)
        weight = g.node("Transpose", weight, name=f"{SCOPE}/{layer}/kernel__9", perm=[3, 2, 0, 1])
        return maps("Conv", x, layer, weight, g.vector(f"{SCOPE}/{layer}/bias:0", out), auto_pad="SAME_LOWER", strides=[1, 1])

    x = g.node("Relu", convolve_last("input_1", "conv2d", 6, 3, 3))
    left = g.node("Max", convolve_last(x, "conv2d_1", 4, 6, 2), g.constant("zero", 0))
    left = g.node("Min", left, g.constant("six", 6))
    right = maps("AveragePool", x, "average_pooling2d", kernel_shape=[3, 3], strides=[1, 1], auto_pad="SAME_UPPER")
    x = scale_and_shift(g, g.node("Concat", left, right, axis=3), "batch_normalization", 10)
    gate = g.node("ReduceMean", x, axes=[1, 2], keepdims=1)
    gate = g.node("Sigmoid", convolve_last(gate, "conv2d_2", 10, 10, 1))
    x = g.node("Mul", x, gate)
    x = g.node("Add", x, convolve_last(x, "conv2d_3", 10, 10, 3))
    x = maps("MaxPool", x, "max_pooling2d", kernel_shape=[2, 2], strides=[2, 2])
    x = g.node("ReduceMean", x, axes=[1, 2], keepdims=0)
    return g.model(dense(g, x, "dense", 10, 10), ["unk__43", 10])


NETWORKS = [resnet, mobilenet_v2, sequential, efficientnet, channels_last]
