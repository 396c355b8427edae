using Ghn.Tensors.Autograd;
using Ghn.Tensors.Kernels.Copying;
using Ghn.Tensors.Kernels.Elementwise;
using Ghn.Tensors.Kernels.Interpolation;
using Ghn.Tensors.Kernels.Pooling;
using Ghn.Tensors.Kernels.Reductions;

namespace Ghn.Tensors.Tests.Autograd;

/// <summary>Operations and their gradients are PyTorch's.</summary>
public class GoldenOperationTests
{
    private static readonly Dictionary<string, Func<Variable, Variable>> Activations = new()
    {
        ["relu"] = ActivationOperations.Relu,
        ["relu6"] = ActivationOperations.Relu6,
        ["gelu"] = ActivationOperations.Gelu,
        ["silu"] = ActivationOperations.Silu,
        ["sigmoid"] = ActivationOperations.Sigmoid,
        ["hardsigmoid"] = ActivationOperations.Hardsigmoid,
        ["hardswish"] = ActivationOperations.Hardswish,
        ["tanh"] = ActivationOperations.Tanh,
        ["leaky_relu"] = x => x.LeakyRelu(),
        ["elu"] = x => x.Elu(),
        ["gelu_tanh"] = ActivationOperations.GeluByTanh,
    };

    private static readonly Dictionary<string, NearestRounding> Roundings = new()
    {
        ["floor"] = NearestRounding.Floor,
        ["ceil"] = NearestRounding.Ceiling,
        ["round_prefer_floor"] = NearestRounding.RoundPreferFloor,
        ["round_prefer_ceil"] = NearestRounding.RoundPreferCeiling,
    };

    [Fact]
    public void Activations_equal_PyTorchs()
    {
        foreach (GoldenOperation golden in GoldenOperation.Cases("activations"))
        {
            golden.Check(["x"], ["gx"], leaves => Activations[golden.Text("kind")](leaves[0]));
        }
    }

    [Fact]
    public void Activations_with_parameters_and_smooth_rectifiers_equal_PyTorchs()
    {
        foreach (GoldenOperation golden in GoldenOperation.Cases("more_activations"))
        {
            golden.Check(["x"], ["gx"], leaves => golden.Text("kind") switch
            {
                "leaky_relu" => leaves[0].LeakyRelu(golden.Number("slope")),
                "elu" => leaves[0].Elu(golden.Number("alpha"), golden.Number("scale"), golden.Number("steepness")),
                "mish" => leaves[0].Mish(),
                _ => leaves[0].Softplus(),
            });
        }
    }

    [Fact]
    public void Pointwise_functions_equal_PyTorchs()
    {
        foreach (GoldenOperation golden in GoldenOperation.Cases("pointwise"))
        {
            var function = Enum.Parse<PointwiseFunction>(golden.Text("kind"), ignoreCase: true);
            double alpha = golden.Number("alpha", double.NegativeInfinity);
            double beta = golden.Number("beta", double.PositiveInfinity);
            golden.Check(["x"], ["gx"], leaves => leaves[0].Pointwise(function, alpha, beta));
        }
    }

    [Fact]
    public void Functions_of_two_variables_equal_PyTorchs_even_where_one_is_repeated()
    {
        foreach (GoldenOperation golden in GoldenOperation.Cases("arithmetic"))
        {
            var function = Enum.Parse<ArithmeticFunction>(golden.Text("kind"), ignoreCase: true);
            golden.Check(["x0", "x1"], ["gx0", "gx1"], leaves => leaves[0].Combine(function, leaves[1]));
        }
    }

    [Fact]
    public void Reductions_equal_PyTorchs_even_where_maxima_tie()
    {
        foreach (GoldenOperation golden in GoldenOperation.Cases("reductions"))
        {
            var function = Enum.Parse<ReductionFunction>(golden.Text("kind"), ignoreCase: true);
            golden.Check(["x"], ["gx"], leaves => leaves[0].Reduce(function, golden.Integers("axes")));
        }
    }

    [Fact]
    public void Linear_maps_equal_PyTorchs()
    {
        foreach (GoldenOperation golden in GoldenOperation.Cases("linear"))
        {
            if (golden.Flag("bias"))
            {
                golden.Check(["x", "w", "b"], ["gx", "gw", "gb"], leaves => leaves[0].Linear(leaves[1], leaves[2]));
            }
            else
            {
                golden.Check(["x", "w"], ["gx", "gw"], leaves => leaves[0].Linear(leaves[1], null));
            }
        }
    }

    [Fact]
    public void Batch_normalisation_equals_PyTorchs()
    {
        foreach (GoldenOperation golden in GoldenOperation.Cases("batch_norm"))
        {
            using Tensor mean = Tensor.From<float>(golden.Array("running_mean").Values, golden.Array("running_mean").Shape);
            using Tensor variance = Tensor.From<float>(golden.Array("running_var").Values, golden.Array("running_var").Shape);
            var running = new RunningStatistics(mean, variance, BatchCount: null);
            golden.Check(["x", "w", "b"], ["gx", "gw", "gb"], leaves => golden.Flag("training")
                ? leaves[0].BatchNormWithBatchStatistics(leaves[1], leaves[2], golden.Number("eps"), running, golden.Number("momentum"))
                : leaves[0].BatchNormWithRunningStatistics(leaves[1], leaves[2], golden.Number("eps"), running));
            golden.RequireEqual("running_mean_after", mean);
            golden.RequireEqual("running_var_after", variance);
        }
    }

    [Fact]
    public void Layer_normalisation_equals_PyTorchs()
    {
        foreach (GoldenOperation golden in GoldenOperation.Cases("layer_norm"))
        {
            bool isOfChannels = golden.Text("kind") != "layer_norm";
            Shape shape = golden.Array("x").Shape;
            int features = (int)golden.Array("w").ElementCount;
            Shape rows = [(int)(shape.ElementCount / features), features];
            golden.Check(["x", "w", "b"], ["gx", "gw", "gb"], leaves => isOfChannels
                ? leaves[0].ChannelNorm(leaves[1], leaves[2], golden.Number("eps"))
                : leaves[0].Reshape(rows).LayerNorm(leaves[1].Reshape([features]), leaves[2].Reshape([features]), golden.Number("eps")));
        }
    }

    [Fact]
    public void Group_normalisation_equals_PyTorchs()
    {
        foreach (GoldenOperation golden in GoldenOperation.Cases("group_norm"))
        {
            (int groups, double epsilon) = (golden.Integer("groups"), golden.Number("eps"));
            if (golden.Flag("affine"))
            {
                golden.Check(["x", "w", "b"], ["gx", "gw", "gb"], leaves => leaves[0].GroupNorm(groups, leaves[1], leaves[2], epsilon));
            }
            else
            {
                golden.Check(["x"], ["gx"], leaves => leaves[0].GroupNorm(groups, null, null, epsilon));
            }
        }
    }

    [Fact]
    public void Layer_normalisation_without_scale_and_shift_equals_PyTorchs()
    {
        foreach (GoldenOperation golden in GoldenOperation.Cases("layer_norm_plain"))
        {
            golden.Check(["x"], ["gx"], leaves => leaves[0].LayerNorm(golden.Number("eps")));
        }
    }

    [Fact]
    public void Maximum_pools_equal_PyTorchs_even_where_maxima_tie()
    {
        foreach (GoldenOperation golden in GoldenOperation.Cases("max_pool2d"))
        {
            Assert.Equal((1, 1), golden.Pair("dilation"));
            Shape output = golden.Array("y").Shape;
            golden.Check(["x"], ["gx"], leaves => leaves[0].MaxPool(Window(golden), output[2], output[3]));
        }
    }

    [Fact]
    public void Average_pools_equal_PyTorchs()
    {
        foreach (GoldenOperation golden in GoldenOperation.Cases("avg_pool2d"))
        {
            Shape output = golden.Array("y").Shape;
            golden.Check(
                ["x"], ["gx"], leaves => leaves[0].AveragePool(Window(golden), golden.Flag("count_include_pad"), output[2], output[3]));
        }
    }

    [Fact]
    public void Pools_with_dilation_and_uneven_padding_equal_PyTorchs()
    {
        foreach (GoldenOperation golden in GoldenOperation.Cases("pools"))
        {
            (int height, int width) = golden.Pair("kernel");
            (int Height, int Width) stride = golden.Pair("stride");
            (int Height, int Width) begin = golden.Pair("begin");
            PoolingWindow window = new(height, width, stride.Height, stride.Width, begin.Height, begin.Width)
            {
                EndPaddingHeight = golden.Pair("end").Height,
                EndPaddingWidth = golden.Pair("end").Width,
                DilationHeight = golden.Pair("dilation").Height,
                DilationWidth = golden.Pair("dilation").Width,
            };
            Shape size = golden.Array("y").Shape;
            golden.Check(["x"], ["gx"], leaves => golden.Text("kind") == "max"
                ? leaves[0].MaxPool(window, size[2], size[3])
                : leaves[0].AveragePool(window, golden.Flag("counts"), size[2], size[3]));
        }
    }

    [Fact]
    public void Adaptive_pools_equal_PyTorchs()
    {
        foreach (GoldenOperation golden in GoldenOperation.Cases("adaptive_avg_pool2d"))
        {
            (int height, int width) = golden.Pair("output");
            golden.Check(["x"], ["gx"], leaves => leaves[0].AdaptiveAveragePool(height, width));
        }
    }

    [Fact]
    public void Maximum_and_mean_of_planes_joined_equal_PyTorchs()
    {
        foreach (GoldenOperation golden in GoldenOperation.Cases("adaptive_concat_pool"))
        {
            Shape input = golden.Array("x").Shape;
            var plane = new PoolingWindow(input[2], input[3], 1, 1, 0, 0);
            golden.Check(
                ["x"], ["gx"], leaves => LayoutOperations.Concat(leaves[0].MaxPool(plane, 1, 1), leaves[0].AdaptiveAveragePool(1, 1)));
        }
    }

    [Fact]
    public void Joined_and_split_tensors_equal_PyTorchs()
    {
        foreach (GoldenOperation golden in GoldenOperation.Cases("concat_split"))
        {
            if (golden.Has("x"))
            {
                golden.Check(["x"], ["gx"], leaves => LayoutOperations.Concat(
                    Rows(leaves[0], 6), Rows(leaves[0], 0, 1, 2), Rows(leaves[0], 3, 4, 5).Scale(2)));
            }
            else
            {
                int rank = golden.Array("y").Shape.Rank;
                int dimension = (golden.Integer("dim") + rank) % rank;
                golden.Check(["x0", "x1", "x2"], ["gx0", "gx1", "gx2"], leaves => LayoutOperations.Concat(
                    [.. leaves.Select(leaf => leaf.Reshape([Product(leaf.Shape, 0, dimension), Product(leaf.Shape, dimension, rank)]))]));
            }
        }
    }

    [Fact]
    public void Softmax_and_its_logarithm_along_any_dimension_equal_PyTorchs()
    {
        foreach (GoldenOperation golden in GoldenOperation.Cases("softmax"))
        {
            Func<Variable, Variable> function = golden.Text("kind") == "softmax" ? SoftmaxOperations.Softmax : SoftmaxOperations.LogSoftmax;
            int rank = golden.Array("x").Shape.Rank;
            bool isLast = golden.Integer("dim") is -1 || golden.Integer("dim") == rank - 1;

            // Where one logit exceeds the others by hundreds, gradients cancel: PyTorch's own are 10⁻⁶ off float64.
            golden.Check(["x"], ["gx"], leaves => isLast ? function(leaves[0])
                : rank == 3 ? function(leaves[0].Transpose()).Transpose()
                : function(leaves[0].ChannelsLast()).ChannelsFirst(), tolerance: 1e-5);
        }
    }

    [Fact]
    public void Resized_maps_equal_PyTorchs()
    {
        foreach (GoldenOperation golden in GoldenOperation.Cases("interpolate"))
        {
            bool isNearest = golden.Text("mode") == "nearest";
            double? scale = golden.IsNull("size") ? golden.Number("scale_factor") : null;
            Resampling resampling = isNearest ? Resampling.Nearest : Resampling.Bilinear;
            resampling = resampling with { VerticalScale = scale, HorizontalScale = scale };
            Shape size = golden.Array("y").Shape;
            golden.Check(["x"], ["gx"], leaves => leaves[0].Interpolate(resampling, size[2], size[3]));
        }
    }

    [Fact]
    public void Maps_resized_in_further_ways_equal_PyTorchs()
    {
        foreach (GoldenOperation golden in GoldenOperation.Cases("resampling"))
        {
            bool antialiases = golden.Flag("antialiases");
            double? scale = golden.IsNull("scale") ? null : golden.Number("scale");
            Resampling resampling = golden.Text("mode") switch
            {
                "nearest" => Resampling.Nearest,
                "nearest-exact" => new(InterpolationMode.Nearest) { Rounding = NearestRounding.RoundPreferCeiling },
                "bicubic" => Resampling.Bicubic with { CubicCoefficient = antialiases ? -0.5 : -0.75 },
                _ => Resampling.Bilinear,
            };
            resampling = resampling with
            {
                Antialiases = antialiases,
                ExcludesOutside = antialiases,
                Coordinates = golden.Flag("aligns") ? CoordinateTransformation.AlignCorners : resampling.Coordinates,
                VerticalScale = scale,
                HorizontalScale = scale,
            };
            Shape size = golden.Array("y").Shape;
            golden.Check(["x"], ["gx"], leaves => leaves[0].Interpolate(resampling, size[2], size[3]));
        }
    }

    [Fact]
    public void Maps_resized_as_ONNX_has_it_equal_ONNX_Runtimes()
    {
        foreach (GoldenOperation golden in GoldenOperation.Cases("resampling_onnx"))
        {
            double? scale = golden.IsNull("scale") ? null : golden.Number("scale");
            InterpolationMode mode = golden.Text("mode") switch
            {
                "nearest" => InterpolationMode.Nearest,
                "cubic" => InterpolationMode.Bicubic,
                _ => InterpolationMode.Bilinear,
            };
            var resampling = new Resampling(mode)
            {
                Coordinates = Enum.Parse<CoordinateTransformation>(
                    golden.Text("coordinate_transformation_mode").Replace("_", "", StringComparison.Ordinal), ignoreCase: true),
                Rounding = mode == InterpolationMode.Nearest ? Roundings[golden.Text("nearest_mode")] : default,
                CubicCoefficient = golden.Number("cubic_coeff_a", -0.75),
                Antialiases = golden.Number("antialias", 0) == 1,
                ExcludesOutside = golden.Number("exclude_outside", 0) == 1,
                VerticalScale = scale,
                HorizontalScale = scale,
            };
            Shape size = golden.Array("y").Shape;

            // A place may be a rounding off, and cubic weights are steep.
            golden.CheckValue(x => x.Interpolate(resampling, size[2], size[3]), tolerance: 1e-5);
        }
    }

    [Fact]
    public void Self_attention_equals_PyTorchs()
    {
        foreach (GoldenOperation golden in GoldenOperation.Cases("multihead_attention"))
        {
            golden.Check(
                ["x", "in_w", "in_b", "out_w", "out_b"], ["gx", "g_in_w", "g_in_b", "g_out_w", "g_out_b"],
                leaves => leaves[0].Linear(leaves[1], leaves[2]).SelfAttention(golden.Integer("heads")).Linear(leaves[3], leaves[4]));
        }
    }

    [Fact]
    public void Cross_entropy_with_labels_equals_PyTorchs()
    {
        foreach (GoldenOperation golden in GoldenOperation.Cases("cross_entropy").Where(golden => golden.Text("target") == "index"))
        {
            int[] labels = [.. golden.Array("t").Elements<long>().ToArray().Select(label => (int)label)];
            double smoothing = golden.Number("label_smoothing");
            golden.Check(["x"], ["gx"], leaves => golden.Text("reduction") switch
            {
                "mean" => leaves[0].CrossEntropy(labels, smoothing),
                "sum" => leaves[0].CrossEntropy(labels, smoothing).Scale(labels.Length),
                _ => LayoutOperations.Concat([.. Enumerable.Range(0, labels.Length).Select(sample =>
                    leaves[0].Gather([sample]).CrossEntropy([labels[sample]], smoothing).Reshape([1, 1]))]),
            });
        }
    }

    [Fact]
    public void Cross_entropy_with_distributions_follows_from_the_logarithm_of_softmax()
    {
        foreach (GoldenOperation golden in GoldenOperation.Cases("cross_entropy").Where(golden => golden.Text("target") == "probabilities"))
        {
            Shape shape = golden.Array("x").Shape;
            float smoothing = (float)golden.Number("label_smoothing");
            float[] wanted = [.. golden.Array("t").Values.ToArray().Select(share => ((1 - smoothing) * share) + (smoothing / shape[1]))];
            using Tensor weights = Tensor.From<float>(wanted, [1, wanted.Length]);
            golden.Check(["x"], ["gx"], leaves => leaves[0].LogSoftmax().Reshape([1, wanted.Length])
                .Linear(leaves[0].Tape.Constant(weights), null).Scale(-1f / shape[0]));
        }
    }

    private static Variable Rows(Variable x, params int[] rows) => x.SelectRows(new RowSelection(x.Shape[1], rows));

    private static int Product(Shape shape, int first, int end) => shape.Skip(first).Take(end - first).Aggregate(1, (a, b) => a * b);

    private static PoolingWindow Window(GoldenOperation golden)
    {
        (int height, int width) = golden.Pair("kernel");
        (int strideHeight, int strideWidth) = golden.Pair("stride");
        (int paddingHeight, int paddingWidth) = golden.Pair("padding");
        return new PoolingWindow(height, width, strideHeight, strideWidth, paddingHeight, paddingWidth);
    }
}
