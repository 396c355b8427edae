using Ghn.Tensors.Optimizers;
using Ghn.Tensors.Tests.Autograd;

namespace Ghn.Tensors.Tests.Optimizers;

/// <summary>Optimisers and clipping do what PyTorch's do: <c>tests/Golden/ops</c>.</summary>
public class GoldenOptimizerTests
{
    [Fact]
    public void Ten_steps_of_every_optimiser_equal_PyTorchs()
    {
        foreach (GoldenOperation golden in GoldenOperation.Cases("optimizers"))
        {
            using StateDict parameters = new() { { "w", Copy(golden.Array("w0")) }, { "b", Copy(golden.Array("b0")) } };
            using Optimizer optimizer = Create(golden, parameters);
            using Tensor weights = Tensor.Allocate(golden.Array("w_steps").Shape);
            using Tensor biases = Tensor.Allocate(golden.Array("b_steps").Shape);
            for (int step = 0; step < weights.Shape[0]; step++)
            {
                StateDict gradients = new()
                {
                    { "w", golden.Array("gw_steps").Slice(step, 1).Reshape(parameters["w"].Shape) },
                    { "b", golden.Array("gb_steps").Slice(step, 1).Reshape(parameters["b"].Shape) },
                };
                optimizer.Step(gradients);
                parameters["w"].Values.CopyTo(weights.Slice(step, 1).Values);
                parameters["b"].Values.CopyTo(biases.Slice(step, 1).Values);
            }

            golden.RequireEqual("w_steps", weights);
            golden.RequireEqual("b_steps", biases);
        }
    }

    [Fact]
    public void Clipping_by_every_norm_equals_PyTorchs()
    {
        foreach (GoldenOperation golden in GoldenOperation.Cases("clip_grad_norm"))
        {
            using StateDict gradients = new() { { "g1", Copy(golden.Array("g1")) }, { "g2", Copy(golden.Array("g2")) } };
            double order = golden.Text("norm_type") switch { "1.0" => 1, "2.0" => 2, _ => double.PositiveInfinity };
            double norm = GradientClipping.ClipByNorm(gradients, golden.Number("max_norm"), order);
            golden.RequireEqual("total_norm", Tensor.From<float>([(float)norm], [1]));
            golden.RequireEqual("g1_after", gradients["g1"]);
            golden.RequireEqual("g2_after", gradients["g2"]);
        }
    }

    private static Tensor Copy(Tensor tensor) => Tensor.From<float>(tensor.Values, tensor.Shape);

    private static Optimizer Create(GoldenOperation golden, StateDict parameters)
    {
        GoldenArguments arguments = golden.Arguments("args");
        return golden.Text("optimizer") switch
        {
            "SGD" => new Sgd(parameters, new SgdOptions(arguments.Number("lr", 0))
            {
                Momentum = arguments.Number("momentum", 0),
                Dampening = arguments.Number("dampening", 0),
                IsNesterov = arguments.Flag("nesterov"),
                WeightDecay = arguments.Number("weight_decay", 0),
            }),
            "Adam" => new Adam(parameters, AdamOptionsOf(arguments, defaultDecay: 0)),
            "AdamW" => new Adam(parameters, AdamOptionsOf(arguments, defaultDecay: 0.01) with { DecouplesWeightDecay = true }),
            _ => new RmsProp(parameters, new RmsPropOptions
            {
                LearningRate = arguments.Number("lr", 0),
                Smoothing = arguments.Number("alpha", 0),
                Momentum = arguments.Number("momentum", 0),
                Epsilon = arguments.Number("eps", 0),
                WeightDecay = arguments.Number("weight_decay", 0),
            }),
        };
    }

    private static AdamOptions AdamOptionsOf(GoldenArguments arguments, double defaultDecay)
    {
        var defaults = new AdamOptions();
        return defaults with
        {
            LearningRate = arguments.Number("lr", 0),
            Beta1 = arguments.Number("betas", 0, defaults.Beta1),
            Beta2 = arguments.Number("betas", 1, defaults.Beta2),
            Epsilon = arguments.Number("eps", defaults.Epsilon),
            WeightDecay = arguments.Number("weight_decay", defaultDecay),
            IsAmsGrad = arguments.Flag("amsgrad"),
        };
    }
}
