namespace Ghn.Testing;

/// <summary>What torchvision's networks compute: <c>tests/Golden/models</c> and <c>tests/Golden/backward</c>.</summary>
public static class GoldenExecution
{
    private static readonly Lazy<Dictionary<string, GoldenModel>> AllModels = new(
        () => GoldenFiles.Json<Dictionary<string, GoldenModel>>("models", "logits.json.gz"));

    private static readonly Lazy<Dictionary<string, GoldenGradients>> AllGradients =
        new(() => GoldenFiles.Json<Dictionary<string, GoldenGradients>>("backward", "gradients.json.gz"));

    private static readonly Lazy<Dictionary<string, NudgedGradients>> AllNudged =
        new(() => GoldenFiles.Json<Dictionary<string, NudgedGradients>>("backward", "nudged.json.gz"));

    public static IReadOnlyDictionary<string, GoldenModel> Models => AllModels.Value;

    public static IReadOnlyDictionary<string, GoldenGradients> Gradients => AllGradients.Value;

    public static IReadOnlyDictionary<string, NudgedGradients> Nudged => AllNudged.Value;
}

/// <summary>A network's outputs in several cases.</summary>
/// <param name="Gain">The factor of its weights.</param>
/// <param name="Cases">The cases: <c>small_eval</c>, <c>full_train</c>, ….</param>
public sealed record GoldenModel(double Gain, IReadOnlyDictionary<string, GoldenCase> Cases);

/// <summary>A network's outputs for images of one size.</summary>
/// <param name="Size">The side of the images.</param>
/// <param name="Outputs">The logits and, when training, the outputs of auxiliary heads.</param>
/// <param name="BatchNorm">Running statistics after the forward pass.</param>
public sealed record GoldenCase(int Size, IReadOnlyDictionary<string, GoldenOutput> Outputs, IReadOnlyList<GoldenStatistics> BatchNorm);

/// <summary>One output.</summary>
/// <param name="Values">Pairs of position and value.</param>
/// <param name="Noise">The reference's own distance between float32 and float64: greatest, and relative Euclidean.</param>
/// <param name="Norm">The Euclidean norm of the whole output.</param>
public sealed record GoldenOutput(double[][] Values, double[] Noise, double Norm);

/// <summary>Samples of a batch normalisation's running statistics, as pairs of position and value.</summary>
public sealed record GoldenStatistics(
    string Name,
    [property: System.Text.Json.Serialization.JsonPropertyName("running_mean")] double[][] Mean,
    [property: System.Text.Json.Serialization.JsonPropertyName("running_var")] double[][] Variance);

/// <summary>The gradients of a loss.</summary>
/// <param name="Network">The name of the network.</param>
/// <param name="Gain">The factor of its weights.</param>
/// <param name="Size">The side of the images.</param>
/// <param name="Labels">The class of each image.</param>
/// <param name="Mode">Whether the network trains: <c>train</c> or <c>eval</c>.</param>
/// <param name="AuxiliaryWeight">The weight of the losses of auxiliary heads.</param>
/// <param name="Loss">The loss.</param>
/// <param name="Noise">The reference's own relative distance between float32 and float64, over all parameters.</param>
/// <param name="Norm">The Euclidean norm of all parameters' gradients together.</param>
/// <param name="Input">The gradient of the images.</param>
/// <param name="Parameters">The gradient of each parameter that the loss depends on.</param>
public sealed record GoldenGradients(
    string Network, double Gain, int Size, int[] Labels, string Mode, double AuxiliaryWeight, double Loss, double Noise, double Norm,
    GoldenGradient Input, IReadOnlyList<GoldenGradient> Parameters);

/// <summary>One gradient.</summary>
/// <param name="Name">The parameter's name.</param>
/// <param name="Noise">The reference's own relative distance between float32 and float64.</param>
/// <param name="Norm">The Euclidean norm.</param>
/// <param name="Values">Pairs of position and value.</param>
public sealed record GoldenGradient(string Name, double Noise, double Norm, double[][] Values);

/// <summary>The gradients, in float64, of a network whose functions keep off their corners.</summary>
/// <param name="Loss">The loss.</param>
/// <param name="Nudges">What keeps them off: pairs of place and addend, by the number of the function.</param>
/// <param name="Gradients">The gradient of each parameter that the loss depends on, then that of the images.</param>
public sealed record NudgedGradients(
    double Loss, IReadOnlyDictionary<string, double[][]> Nudges, IReadOnlyList<NudgedGradient> Gradients);

/// <summary>One gradient in float64.</summary>
/// <param name="Name">The parameter's name.</param>
/// <param name="Norm">The Euclidean norm.</param>
/// <param name="Distance">The Euclidean distance to it of PyTorch's float32, with oneDNN or without: the greater of the two.</param>
/// <param name="Projections">The sums of the elements with the signs of two random directions.</param>
public sealed record NudgedGradient(string Name, double Norm, double Distance, double[] Projections);
