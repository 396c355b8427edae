"""A graph under construction, by onnx's helper, with weights from a seeded generator."""

import numpy
import onnx
from onnx import TensorProto, helper, numpy_helper


class Graph:
    def __init__(self, name, seed, image, opset, ir_version, producer, **options):
        """image: name and dimensions of the input, where text stands for a free size; options: initializers_are_inputs."""
        self.name, self.opset, self.ir_version, self.producer = name, opset, ir_version, producer
        self.initializers_are_inputs = options.get("initializers_are_inputs", False)
        self.random = numpy.random.RandomState(seed)
        self.image = helper.make_tensor_value_info(image[0], TensorProto.FLOAT, image[1])
        self.nodes, self.initializers, self.functions, self.count = [], [], [], 0

    def constant(self, name, values, dtype=numpy.float32):
        self.initializers.append(numpy_helper.from_array(numpy.asarray(values, dtype), name))
        return name

    def integers(self, name, *values):
        return self.constant(name, values, numpy.int64)

    def weight(self, name, *shape, fan_in):
        return self.constant(name, self.random.uniform(-1, 1, shape) * numpy.sqrt(3 / fan_in))

    def convolution_weight(self, name, out, channels, *kernel):
        return self.weight(name, out, channels, *kernel, fan_in=channels * kernel[0] * kernel[1])

    def vector(self, name, size, around=0.0):
        return self.constant(name, around + self.random.uniform(-0.3, 0.3, size))

    def node(self, operation, *inputs, name="", outputs=None, domain="", **attributes):
        if outputs is None:
            self.count += 1
            outputs = [f"{name}:0" if name else f"value_{self.count}"]
        self.nodes.append(helper.make_node(operation, list(inputs), outputs, name=name, domain=domain, **attributes))
        return outputs[0]

    def normalization(self, x, channels, names, **attributes):
        """names: those of scale, shift, mean and variance, and of the node."""
        parameters = [self.vector(name, channels, around) for name, around in zip(names, (1, 0, 0, 1))]
        return self.node("BatchNormalization", x, *parameters, name=names[4], **attributes)

    def model(self, output, shape, domains=()):
        graph = helper.make_graph(
            self.nodes, self.name, [self.image], [helper.make_tensor_value_info(output, TensorProto.FLOAT, shape)], self.initializers)
        if self.initializers_are_inputs:
            graph.input.extend(helper.make_tensor_value_info(t.name, t.data_type, t.dims) for t in self.initializers)
        model = helper.make_model(
            graph, producer_name=self.producer, functions=self.functions,
            opset_imports=[helper.make_opsetid("", self.opset), *(helper.make_opsetid(domain, 1) for domain in domains)])
        model.ir_version = self.ir_version
        if self.opset <= onnx.defs.onnx_opset_version():
            onnx.checker.check_model(model)
        return model
