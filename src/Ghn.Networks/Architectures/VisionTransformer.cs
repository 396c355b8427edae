using Ghn.Networks.Layers;
using Ghn.Networks.State;
using Ghn.Tensors;

namespace Ghn.Networks.Architectures;

/// <summary>
/// Vision transformers (Dosovitskiy et al., 2020): square patches of the image become tokens, which a transformer encoder
/// with normalisation before each branch mixes; a class token gathers what the head reads.
/// </summary>
public sealed record VisionTransformer(string Name, int Patch, int Layers, int Heads, int Features) : IArchitecture
{
    private const double Epsilon = 1e-6;

    /// <summary>The architectures of this family.</summary>
    public static IReadOnlyList<IArchitecture> All { get; } =
    [
        new VisionTransformer("vit_b_16", Patch: 16, Layers: 12, Heads: 12, Features: 768),
        new VisionTransformer("vit_b_32", Patch: 32, Layers: 12, Heads: 12, Features: 768),
        new VisionTransformer("vit_l_16", Patch: 16, Layers: 24, Heads: 16, Features: 1024),
        new VisionTransformer("vit_l_32", Patch: 32, Layers: 24, Heads: 16, Features: 1024),
    ];

    /// <inheritdoc/>
    public bool AdaptsToSmallImages => false;

    /// <inheritdoc/>
    public Network Build(ZooOptions options)
    {
        if (options.ImageSize % Patch != 0)
        {
            int nearest = Math.Max(1, (int)Math.Round((double)options.ImageSize / Patch)) * Patch;
            throw new InvalidRequestException(
                $"{Name} cuts images into patches of {Patch}×{Patch}, so --image-size must be a multiple of {Patch}, such as {nearest}, "
                + $"not {options.ImageSize}.");
        }

        var network = new NetworkBuilder(Name, options.InputShape);
        network.Initialize<Conv2d>(
            "weight", patches => Initializer.TruncatedNormal(Math.Sqrt(1.0 / (patches.InChannels * patches.Kernel.Area))));
        network.Initialize<Conv2d>("bias", Initializer.Zeros);
        network.Initialize<Linear>("weight", Initializer.XavierUniform);
        network.Initialize<Linear>("bias", Initializer.Normal(1e-6));
        network.Initialize<Linear>("weight", Initializer.Zeros, (name, _) => name == "heads.head");
        network.Initialize<Linear>("bias", Initializer.Zeros, (name, _) => name == "heads.head");

        network.Declare("class_token");
        Signal x = network.Input
            .Conv2d("conv_proj", Features, kernel: Patch, stride: Patch).ToTokens()
            .ClassToken("class_token")
            .PositionalEmbedding("encoder.pos_embedding");
        for (int layer = 0; layer < Layers; layer++)
        {
            x = Block(x, $"encoder.layers.encoder_layer_{layer}");
        }

        return network.Build(x.LayerNorm("encoder.ln", Epsilon).SelectToken(0).Linear("heads.head", options.ClassCount));
    }

    private Signal Block(Signal input, string name)
    {
        Signal attention = input.LayerNorm($"{name}.ln_1", Epsilon).MultiheadAttention($"{name}.self_attention", Heads);
        Signal x = attention.Add(input);
        Signal perceptron = x
            .LayerNorm($"{name}.ln_2", Epsilon)
            .Linear($"{name}.mlp.0", 4 * Features).Activate(ActivationFunction.Gelu)
            .Linear($"{name}.mlp.3", Features);
        return x.Add(perceptron);
    }
}
