using Ghn.Tensors;

namespace Ghn.Onnx.Tests;

/// <summary>Weights as the module has them that a file was exported from, and what no layer predicts.</summary>
public class FileStateTests
{
    private const string Cases = "onnx_cases/networks";

    [Fact]
    public void A_square_matrix_keeps_its_orientation_both_ways()
    {
        OnnxModel model = Load("addmm-transposed");
        string layer = model.Network.Parameters.Single(parameter => parameter.Name == "W").Name;
        int side = model.Weights[layer].Shape[0];
        float[] inNetwork = model.Weights[layer].Values.ToArray();
        StateDict state = model.ToFileState(Whole(model));
        float[] inFile = state["W"].Values.ToArray();
        for (int row = 0; row < side; row++)
        {
            for (int column = 0; column < side; column++)
            {
                Assert.Equal(inNetwork[(row * side) + column], inFile[(column * side) + row]);
            }
        }

        Assert.Equal(inNetwork, model.WithWeights(state).Weights[layer].Values.ToArray());
    }

    [Fact]
    public void Other_values_of_a_buffer_make_another_network()
    {
        OnnxModel model = Load("buffers");
        StateDict state = model.ToFileState(Whole(model));
        Assert.Equal(["mean", "std"], model.KeptTensors.Names.Order(StringComparer.Ordinal));
        Assert.Same(model.Network, model.WithWeights(state).Network);

        Tensor doubled = Tensor.Allocate(state["std"].Shape);
        for (int i = 0; i < doubled.Values.Length; i++)
        {
            doubled.Values[i] = 2 * state["std"].Values[i];
        }

        state["std"] = doubled;
        OnnxModel changed = model.WithWeights(state);
        Assert.Equal(doubled.Values.ToArray(), changed.KeptTensors["std"].Values.ToArray());
        using Tensor images = GoldenOnnx.Recorded("buffers", Cases)["input"];
        using Tensor twice = Tensor.Allocate(images.Shape);
        float[] mean = model.KeptTensors["mean"].Values.ToArray();
        int plane = images.Shape[2] * images.Shape[3];
        for (int i = 0; i < twice.Values.Length; i++)
        {
            // (x / 255 - mean) / (2 std) = (x' / 255 - mean) / std for x' halfway between x and 255 mean.
            twice.Values[i] = (images.Values[i] + (255 * mean[i / plane % 3])) / 2;
        }

        using var first = new Networks.Execution.Model(changed.Network, Whole(changed));
        using var second = new Networks.Execution.Model(model.Network, Whole(model));
        float[] expected = second.Predict(twice).Values.ToArray();
        float[] actual = first.Predict(images).Values.ToArray();
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-4));
    }

    [Fact]
    public void A_learnt_scale_gets_no_statistics_and_keeps_its_shape()
    {
        OnnxModel model = Load("learnt-affine");
        StateDict state = model.ToFileState(Whole(model));
        Assert.Equal([1, 16, 1, 1], state["g"].Shape.Dimensions.ToArray());
        Assert.DoesNotContain(state.Names, name => name.Contains("running", StringComparison.Ordinal));
        Assert.Equal(model.Weights.Names.Order(), model.WithWeights(state).Weights.Names.Order());
    }

    [Fact]
    public void A_matrix_of_another_shape_than_the_files_is_refused_by_name()
    {
        OnnxModel model = Load("rect-matmul-shape");
        StateDict state = model.ToFileState(Whole(model));
        Assert.Equal([16, 10], state["W"].Shape.Dimensions.ToArray());
        state["W"] = Tensor.Zeros([10, 16]);
        InvalidRequestException error = Assert.Throws<InvalidRequestException>(() => model.WithWeights(state));
        Assert.Contains("W has the shape 10×16", error.Message, StringComparison.Ordinal);
        Assert.Contains("16×10", error.Message, StringComparison.Ordinal);
    }

    /// <summary>The file's weights, with fresh counters.</summary>
    private static StateDict Whole(OnnxModel model)
    {
        StateDict state = model.Network.Initialize();
        foreach ((string name, Tensor value) in model.Weights)
        {
            state[name] = value;
        }

        return state;
    }

    private static OnnxModel Load(string name)
    {
        OnnxModel? model = null;
        GoldenOnnx.WithFile(GoldenOnnx.Bytes(Cases, name), path => model = OnnxModel.Load(path));
        return model!;
    }
}
