"""Networks as the ONNX model zoo has them (from MXNet and Caffe2), as paddle2onnx, and as PyTorch's exporter by torch.export writes them."""

from graph import Graph


def mxnet_convolve(g, x, name, out, channels, kernel, stride=1, group=1):
    weight = g.convolution_weight(f"{name}_weight", out, channels // group, kernel, kernel)
    pads = [kernel // 2] * 4
    return g.node("Conv", x, weight, name=f"{name}_fwd", group=group, kernel_shape=[kernel] * 2, strides=[stride] * 2, pads=pads, dilations=[1, 1])


def mxnet_normalize(g, x, name, channels):
    names = [f"{name}_gamma", f"{name}_beta", f"{name}_running_mean", f"{name}_running_var", f"{name}_fwd"]
    return g.normalization(x, channels, names, epsilon=1e-5, momentum=0.9, spatial=1)


def zoo_resnet_v1():
    """resnet50-v1-7 in small: initialisers are inputs, too."""
    g = Graph("zoo_resnet_v1", 6, ("data", [1, 3, 32, 32]), 7, 3, "", initializers_are_inputs=True)
    x = mxnet_convolve(g, "data", "resnetv17_conv0", 8, 3, 7, stride=2)
    x = g.node("Relu", mxnet_normalize(g, x, "resnetv17_batchnorm0", 8), name="resnetv17_relu0_fwd")
    x = g.node("MaxPool", x, name="resnetv17_pool0_fwd", kernel_shape=[3, 3], pads=[1, 1, 1, 1], strides=[2, 2])
    stage = "resnetv17_stage1"
    y = mxnet_normalize(g, mxnet_convolve(g, x, f"{stage}_conv0", 8, 8, 1), f"{stage}_batchnorm0", 8)
    y = mxnet_convolve(g, g.node("Relu", y, name=f"{stage}_relu0_fwd"), f"{stage}_conv1", 16, 8, 3)
    y = mxnet_normalize(g, y, f"{stage}_batchnorm1", 16)
    shortcut = mxnet_normalize(g, mxnet_convolve(g, x, f"{stage}_conv2", 16, 8, 1), f"{stage}_batchnorm2", 16)
    x = g.node("Relu", g.node("Add", y, shortcut, name=f"{stage}__plus0"), name=f"{stage}_activation0")
    x = g.node("Flatten", g.node("GlobalAveragePool", x, name="resnetv17_pool1_fwd"), name="flatten_473")
    weight, bias = g.weight("resnetv17_dense0_weight", 10, 16, fan_in=16), g.vector("resnetv17_dense0_bias", 10)
    x = g.node("Gemm", x, weight, bias, name="resnetv17_dense0_fwd", alpha=1.0, beta=1.0, transA=0, transB=1)
    return g.model(x, [1, 10])


def zoo_resnet_v2():
    """resnet50-v2-7 in small: the images are normalised as a batch first, and normalisation comes before convolution."""
    g = Graph("zoo_resnet_v2", 7, ("data", ["N", 3, 32, 32]), 7, 3, "", initializers_are_inputs=True)
    x = mxnet_normalize(g, "data", "resnetv24_batchnorm0", 3)
    x = mxnet_convolve(g, x, "resnetv24_conv0", 8, 3, 3, stride=2)
    stage = "resnetv24_stage1"
    y = g.node("Relu", mxnet_normalize(g, x, f"{stage}_batchnorm0", 8), name=f"{stage}_activation0")
    y = mxnet_convolve(g, y, f"{stage}_conv0", 8, 8, 3)
    x = g.node("Add", y, x, name=f"{stage}__plus0")
    x = g.node("Relu", mxnet_normalize(g, x, "resnetv24_batchnorm1", 8), name="resnetv24_relu1_fwd")
    x = g.node("GlobalAveragePool", x, name="resnetv24_pool1_fwd")
    x = g.node("Reshape", x, g.integers("reshape_attr_tensor509", 0, -1), name="resnetv24_flatten0_reshape0")
    weight, bias = g.weight("resnetv24_dense0_weight", 10, 8, fan_in=8), g.vector("resnetv24_dense0_bias", 10)
    return g.model(g.node("Gemm", x, weight, bias, name="resnetv24_dense0_fwd", transB=1), ["N", 10])


def zoo_mobilenet_v2():
    """mobilenetv2-7 in small: ReLU6 is a clip with attributes, and the classes are channels of a convolution."""
    g = Graph("zoo_mobilenet_v2", 8, ("data", ["batch_size", 3, 32, 32]), 7, 3, "", initializers_are_inputs=True)

    def convolve(x, name, *sizes, relu6=True, **options):
        x = mxnet_normalize(g, mxnet_convolve(g, x, f"{name}_conv", *sizes, **options), f"{name}_batchnorm", sizes[0])
        return g.node("Clip", x, name=f"{name}_relu6", min=0.0, max=6.0) if relu6 else x

    x = convolve("data", "mobilenetv20_features", 8, 3, 3, stride=2)
    name = "mobilenetv20_features_linearbottleneck0"
    y = convolve(x, f"{name}_0", 16, 8, 1)
    y = convolve(y, f"{name}_1", 16, 16, 3, group=16)
    x = g.node("Add", convolve(y, f"{name}_2", 8, 16, 1, relu6=False), x, name=f"{name}_elemwise_add0")
    x = g.node("GlobalAveragePool", x, name="mobilenetv20_features_pool0_fwd")
    x = mxnet_convolve(g, x, "mobilenetv20_output_pred", 10, 8, 1)
    x = g.node("Reshape", x, g.integers("reshape_attr_tensor421", 0, -1), name="mobilenetv20_output_flatten0_reshape0")
    return g.model(x, ["batch_size", 10])


def caffe_convolve(g, x, name, out, channels, kernel, **attributes):
    weight, bias = g.convolution_weight(f"{name}_w_0", out, channels, kernel, kernel), g.vector(f"{name}_b_0", out)
    x = g.node("Conv", x, weight, bias, outputs=[f"{name}_1"], kernel_shape=[kernel] * 2, **attributes)
    return g.node("Relu", x, outputs=[f"{name}_2"])


def zoo_squeezenet():
    """squeezenet1.0-9 in small: nodes have no names, dropout has two outputs, and a softmax of maps comes last."""
    g = Graph("zoo_squeezenet", 9, ("data_0", [1, 3, 32, 32]), 9, 3, "onnx-caffe2", initializers_are_inputs=True)
    x = caffe_convolve(g, "data_0", "conv1", 12, 3, 7, strides=[2, 2])
    x = g.node("MaxPool", x, outputs=["pool1_1"], kernel_shape=[3, 3], strides=[2, 2], pads=[0, 0, 1, 1])
    squeezed = caffe_convolve(g, x, "fire2/squeeze1x1", 4, 12, 1)
    left = caffe_convolve(g, squeezed, "fire2/expand1x1", 8, 4, 1)
    right = caffe_convolve(g, squeezed, "fire2/expand3x3", 8, 4, 3, pads=[1, 1, 1, 1])
    x = g.node("Concat", left, right, outputs=["fire2/concat_1"], axis=1)
    x = g.node("Dropout", x, outputs=["fire2/concat_2", "_fire2/concat_mask_1"], ratio=0.5)
    x = g.node("GlobalAveragePool", caffe_convolve(g, x, "conv10", 10, 16, 1), outputs=["pool10_1"])
    return g.model(g.node("Softmax", x, outputs=["softmaxout_1"]), [1, 10, 1, 1])


def zoo_vgg():
    """vgg19-7 in small."""
    g = Graph("zoo_vgg", 10, ("data_0", [1, 3, 16, 16]), 8, 3, "onnx-caffe2", initializers_are_inputs=True)
    x = caffe_convolve(g, "data_0", "conv1_1", 6, 3, 3, pads=[1, 1, 1, 1])
    x = g.node("MaxPool", x, outputs=["pool1_1"], kernel_shape=[2, 2], strides=[2, 2], pads=[0, 0, 0, 0])
    x = caffe_convolve(g, x, "conv2_1", 8, 6, 3, pads=[1, 1, 1, 1])
    x = g.node("MaxPool", x, outputs=["pool2_1"], kernel_shape=[2, 2], strides=[2, 2], pads=[0, 0, 0, 0])
    x = g.node("Reshape", x, g.integers("OC2_DUMMY_1", 1, 128), outputs=["OC2_DUMMY_0"])
    for name, inputs, outputs in (("fc6", 128, 16), ("fc7", 16, 16)):
        x = g.node("Gemm", x, g.weight(f"{name}_w_0", outputs, inputs, fan_in=inputs), g.vector(f"{name}_b_0", outputs), outputs=[f"{name}_1"], transB=1)
        x = g.node("Dropout", g.node("Relu", x, outputs=[f"{name}_2"]), outputs=[f"{name}_3", f"_{name}_mask_1"], ratio=0.5)
    x = g.node("Gemm", x, g.weight("fc8_w_0", 10, 16, fan_in=16), g.vector("fc8_b_0", 10), outputs=["fc8_1"], transB=1)
    return g.model(g.node("Softmax", x, outputs=["prob_1"], axis=1), [1, 10])


def zoo_densenet():
    """densenet121-9 in small: Caffe's batch normalisation has no scale and shift, so that a product and a sum follow it."""
    g = Graph("zoo_densenet", 14, ("data_0", [1, 3, 32, 32]), 9, 3, "onnx-caffe2", initializers_are_inputs=True)

    def convolve(x, name, out, channels, kernel, stride=1):
        weight = g.convolution_weight(f"{name}_w_0", out, channels, kernel, kernel)
        return g.node("Conv", x, weight, outputs=[f"{name}_1"], kernel_shape=[kernel] * 2, strides=[stride] * 2, pads=[kernel // 2] * 4)

    def normalize(x, name, channels):
        parameters = [g.constant(f"{name}/bn_scale_0", [1] * channels), g.constant(f"{name}/bn_bias_0", [0] * channels)]
        parameters += [g.vector(f"{name}/bn_mean_0", channels), g.vector(f"{name}/bn_var_0", channels, 1)]
        x = g.node("BatchNormalization", x, *parameters, outputs=[f"{name}/bn_1"], epsilon=1e-5)
        for operation, entry, around in (("Mul", "w", 1), ("Add", "b", 0)):
            vector = g.node("Unsqueeze", g.vector(f"{name}/scale_{entry}_0", channels, around), axes=[1, 2])
            x = g.node(operation, x, vector)
        return g.node("Relu", x, outputs=[f"{name}/relu_1"])

    x = normalize(convolve("data_0", "conv1", 8, 3, 7, stride=2), "conv1", 8)
    x = g.node("MaxPool", x, outputs=["pool1_1"], kernel_shape=[3, 3], strides=[2, 2], pads=[1, 1, 1, 1])
    y = convolve(normalize(x, "conv2_1/x1", 8), "conv2_1/x1", 16, 8, 1)
    y = convolve(normalize(y, "conv2_1/x2", 16), "conv2_1/x2", 4, 16, 3)
    x = g.node("Concat", x, y, outputs=["concat_2_1_1"], axis=1)
    x = convolve(normalize(x, "conv2_blk", 12), "conv2_blk", 6, 12, 1)
    x = g.node("AveragePool", x, outputs=["pool2_1"], kernel_shape=[2, 2], strides=[2, 2])
    x = g.node("GlobalAveragePool", normalize(x, "conv5_blk", 6), outputs=["pool5_1"])
    weight, bias = g.convolution_weight("fc6_w_0", 10, 6, 1, 1), g.vector("fc6_b_0", 10)
    return g.model(g.node("Conv", x, weight, bias, outputs=["fc6_1"], kernel_shape=[1, 1]), [1, 10, 1, 1])


def early_operators():
    """The forms that operators had in operator set 7: sizes, widths and bounds are attributes, and a sum has any number of terms."""
    g = Graph("early_operators", 15, ("data_0", ["N", 3, 16, 16]), 7, 3, "onnx-caffe2", initializers_are_inputs=True)
    x = caffe_convolve(g, "data_0", "conv1", 8, 3, 3, pads=[1, 1, 1, 1])
    terms = [caffe_convolve(g, x, f"branch{i}", 8, 8, 1) for i in range(2)]
    x = g.node("Clip", g.node("Sum", x, *terms), min=0.0, max=6.0)
    y = g.node("Pad", x, pads=[0, 0, 1, 0, 0, 0, 2, 1], mode="constant", value=0.0)
    y = g.node("AveragePool", y, kernel_shape=[3, 3], strides=[2, 2])
    y = g.node("Upsample", y, mode="nearest", scales=[1.0, 1.0, 2.0, 2.0])
    x = g.node("Slice", x, axes=[2, 3], starts=[0, 1], ends=[-1, 9223372036854775807])
    y = g.node("Slice", y, axes=[2, 3], starts=[0, 0], ends=[15, 15])
    x = g.node("Squeeze", g.node("GlobalMaxPool", g.node("Concat", x, y, axis=1)), axes=[2, 3])
    x = g.node("Gemm", x, g.weight("fc_w_0", 10, 16, fan_in=16), g.vector("fc_b_0", 10), transB=1)
    return g.model(g.node("Softmax", x), ["N", 10])


def paddle_mobilenet_v3():
    """PaddleClas's MobileNetV3 in small, by paddle2onnx: hard sigmoids and hard swishes, sizes computed in the graph."""
    g = Graph("paddle_mobilenet_v3", 11, ("x", [-1, 3, 32, 32]), 11, 7, "PaddlePaddle")
    three, zero, six, sixth = (g.node("Constant", outputs=[f"Constant_{i}"], value=_scalar(v)) for i, v in enumerate((3, 0, 6, 1 / 6)))

    def convolve(x, index, out, channels, kernel, group=1, stride=1):
        weight = g.convolution_weight(f"conv2d_{index}.w_0", out, channels // group, kernel, kernel)
        x = g.node("Conv", x, weight, group=group, kernel_shape=[kernel] * 2, strides=[stride] * 2, pads=[kernel // 2] * 4, dilations=[1, 1])
        names = [f"batch_norm_{index}.{entry}" for entry in ("w_0", "b_0", "w_1", "w_2")]
        return g.normalization(x, out, [*names, f"BatchNormalization_{index}"], epsilon=1e-5, momentum=0.9)

    def hard_swish(x):
        clipped = g.node("Clip", g.node("Add", x, three), zero, six)
        return g.node("Mul", g.node("Mul", x, clipped), sixth)

    x = hard_swish(convolve("x", 0, 8, 3, 3, stride=2))
    y = g.node("Relu", convolve(x, 1, 8, 8, 3, group=8))
    gate = g.node("GlobalAveragePool", y)
    gate = g.node("Conv", gate, g.convolution_weight("conv2d_2.w_0", 4, 8, 1, 1), kernel_shape=[1, 1])
    gate = g.node("Relu", g.node("Add", gate, g.node("Reshape", g.vector("conv2d_2.b_0", 4), g.integers("shape_2", 1, 4, 1, 1))))
    gate = g.node("Conv", gate, g.convolution_weight("conv2d_3.w_0", 8, 4, 1, 1), g.vector("conv2d_3.b_0", 8), kernel_shape=[1, 1])
    gate = g.node("HardSigmoid", gate, alpha=0.1666666716337204, beta=0.5)
    x = g.node("Add", x, convolve(g.node("Mul", y, gate), 4, 8, 8, 1))
    x = g.node("GlobalAveragePool", x)
    batch = g.node("Slice", g.node("Shape", x), g.integers("start", 0), g.integers("end", 1), g.integers("axis", 0))
    x = g.node("Reshape", x, g.node("Concat", batch, g.integers("rest", -1), axis=0))
    x = g.node("MatMul", g.node("Identity", x), g.weight("linear_0.w_0", 8, 10, fan_in=8))
    return g.model(g.node("Add", x, g.vector("linear_0.b_0", 10), outputs=["softmax_0.tmp_0"]), [-1, 10])


def _scalar(value):
    from onnx import TensorProto, helper
    return helper.make_tensor("value", TensorProto.FLOAT, [], [value])


def torch_resnet(functions=False):
    """What torch.onnx.export(dynamo=True) makes of a ResNet: sizes of the batch are a symbol, names end in numbers."""
    g = Graph("torch_resnet", 12, ("x", ["s77", 3, 32, 32]), 18, 8, "pytorch")

    def convolve(x, index, out, channels, kernel, stride=1):
        layer = f"layers.{index}.conv" if index else "conv1"
        weight = g.convolution_weight(f"{layer}.weight", out, channels, kernel, kernel)
        x = g.node(
            "Conv", x, weight, name=f"node_conv2d_{index}", outputs=[f"conv2d_{index}"], group=1, kernel_shape=[kernel] * 2,
            auto_pad="NOTSET", strides=[stride] * 2, pads=[kernel // 2] * 4, dilations=[1, 1])
        layer = layer.replace("conv", "bn")
        parameters = [
            g.vector(f"{layer}.{entry}", out, around)
            for entry, around in (("weight", 1), ("bias", 0), ("running_mean", 0), ("running_var", 1))]
        return g.node(
            "BatchNormalization", x, *parameters, name=f"node__native_batch_norm_legit_no_training__{index}",
            outputs=[f"getitem_{3 * index}"], epsilon=9.999999747378752e-06, momentum=0.8999999761581421, training_mode=0)

    x = g.node("Relu", convolve("x", 0, 8, 3, 7, stride=2), name="node_relu", outputs=["relu"])
    x = g.node(
        "MaxPool", x, name="node_max_pool2d", outputs=["max_pool2d"], kernel_shape=[3, 3], strides=[2, 2], pads=[1, 1, 1, 1],
        dilations=[1, 1], ceil_mode=0, storage_order=0, auto_pad="NOTSET")
    y = g.node("Relu", convolve(x, 1, 8, 8, 3), name="node_relu_1", outputs=["relu_1"])
    x = g.node("Add", convolve(y, 2, 8, 8, 3), x, name="node_add", outputs=["add"])
    x = g.node("Relu", x, name="node_relu_2", outputs=["relu_2"])
    x = g.node("ReduceMean", x, g.integers("val_5", -1, -2), name="node_mean", outputs=["mean"], keepdims=1, noop_with_empty_axes=0)
    batch = g.node("Shape", "x", name="node_Shape_6", outputs=["sym_size_int"], start=0, end=1)
    x = g.node("Reshape", x, g.node("Concat", batch, g.integers("val_7", 8), axis=0), name="node_view", outputs=["view"], allowzero=1)
    weight, bias = g.weight("fc.weight", 10, 8, fan_in=8), g.vector("fc.bias", 10)
    return g.model(g.node("Gemm", x, weight, bias, name="node_linear", outputs=["linear"], alpha=1.0, beta=1.0, transA=0, transB=1), ["s77", 10])


def jax_cnn():
    """A network of Flax by jax2onnx: kernels [height, width, in, out] are transposed in the graph, biases are sums with the channels last."""
    g = Graph("jax_cnn", 13, ("in_0", ["B", 16, 16, 3]), 21, 10, "jax2onnx")

    def convolve(x, index, out, channels, kernel, **attributes):
        x = g.node("Transpose", x, perm=[0, 3, 1, 2])
        weight = g.weight(f"conv{index}_kernel", kernel, kernel, channels, out, fan_in=kernel * kernel * channels)
        x = g.node("Conv", x, g.node("Transpose", weight, perm=[3, 2, 0, 1]), strides=[1, 1], **attributes)
        return g.node("Add", g.node("Transpose", x, perm=[0, 2, 3, 1]), g.vector(f"conv{index}_bias", out))

    x = g.node("Relu", convolve("in_0", 0, 6, 3, 3, pads=[1, 1, 1, 1]))
    x = g.node("Transpose", x, perm=[0, 3, 1, 2])
    x = g.node("Transpose", g.node("AveragePool", x, kernel_shape=[2, 2], strides=[2, 2]), perm=[0, 2, 3, 1])
    x = g.node("Max", convolve(x, 1, 8, 6, 3, pads=[0, 0, 0, 0]), g.constant("zero", 0))
    x = g.node("Reshape", x, g.integers("flat", -1, 288))
    x = g.node("Gemm", x, g.weight("linear1_kernel", 288, 10, fan_in=288), g.vector("linear1_bias", 10), alpha=1.0, beta=1.0)
    return g.model(g.node("Identity", x, outputs=["out_0"]), ["B", 10])


NETWORKS = [
    zoo_resnet_v1, zoo_resnet_v2, zoo_mobilenet_v2, zoo_squeezenet, zoo_vgg, zoo_densenet, early_operators, paddle_mobilenet_v3, torch_resnet, jax_cnn,
]
