using Ghn.Onnx.Model.Protocol;
using Ghn.Tensors;
using Google.Protobuf;

namespace Ghn.Onnx.Tests;

/// <summary>What is added to the logits of attention takes part in it, whichever way a file has it.</summary>
public class AttentionMaskTests
{
    /// <summary>The tokens of the attention in the golden file.</summary>
    private const int Tokens = 16;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_number_added_to_all_logits_changes_nothing(bool isListed)
    {
        float[] expected = Run(GoldenOnnx.Bytes("onnx", "user_attention__op13_preserve"));
        float[] actual = Run(WithMask([.. Enumerable.Repeat(-7f, isListed ? Tokens * Tokens : 1)]));
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-4f));
    }

    /// <summary>Where each token sees itself alone, weights of attention are one, whatever the queries and keys.</summary>
    [Fact]
    public void A_mask_of_all_but_a_tokens_own_key_leaves_no_part_to_queries_and_keys()
    {
        float[] mask = [.. Enumerable.Range(0, Tokens * Tokens).Select(i => i % Tokens == i / Tokens ? 0f : -1e4f)];
        ModelProto masked = ModelProto.Parser.ParseFrom(WithMask(mask));
        float[] expected = Run(masked.ToByteArray());
        NodeProto sum = masked.Graph.Node.First(node => node.Output[0] == "masked");
        sum.Input[0] = "mask";
        Assert.All(expected.Zip(Run(masked.ToByteArray())), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
        Assert.NotEqual(Run(GoldenOnnx.Bytes("onnx", "user_attention__op13_preserve")), expected);
    }

    private static byte[] WithMask(float[] numbers)
    {
        ModelProto model = ModelProto.Parser.ParseFrom(GoldenOnnx.Bytes("onnx", "user_attention__op13_preserve"));
        NodeProto softmax = model.Graph.Node.First(node => node.OpType == "Softmax");
        int place = model.Graph.Node.IndexOf(softmax);
        model.Graph.Node.Insert(place, new NodeProto { OpType = "Add", Input = { softmax.Input[0], "mask" }, Output = { "masked" } });
        softmax.Input[0] = "masked";
        var mask = new TensorProto { Name = "mask", DataType = (int)TensorProto.Types.DataType.Float, FloatData = { numbers } };
        if (numbers.Length > 1)
        {
            mask.Dims.Add([Tokens, Tokens]);
            model.Graph.Initializer.Add(mask);
        }
        else
        {
            // A number without dimensions is no weight, and what is computed from sizes and numbers alone neither.
            var value = new AttributeProto { Name = "value", Type = AttributeProto.Types.AttributeType.Tensor, T = mask };
            model.Graph.Node.Insert(0, new NodeProto { OpType = "Constant", Output = { "mask" }, Attribute = { value } });
        }

        return model.ToByteArray();
    }

    private static float[] Run(byte[] file)
    {
        float[] result = [];
        GoldenOnnx.WithFile(file, path =>
        {
            OnnxModel onnx = OnnxModel.Load(path);
            using var model = new Networks.Execution.Model(onnx.Network, onnx.Weights);
            Shape input = onnx.Network.InputShape;
            float[] pixels = [.. Enumerable.Range(0, 2 * (int)input.ElementCount).Select(i => (float)Math.Sin(i * 0.7))];
            using Tensor images = Tensor.From<float>(pixels, [2, .. input]);
            using Tensor output = model.Predict(images);
            result = output.Values.ToArray();
        });
        return result;
    }
}
