using System.Text.Json.Serialization;

namespace Ghn.HyperNetworks.Tests;

/// <summary>What the reference predicted for a network: statistics and samples of each tensor.</summary>
internal sealed record GoldenPrediction(
    string Ghn,
    string Model,
    GoldenTensor[] Tensors,
    [property: JsonPropertyName("n_pred_tensors")] int PredictedTensors,
    [property: JsonPropertyName("n_pred_params")] long PredictedParameters,
    [property: JsonPropertyName("total_norm_predicted")] double TotalNorm);

/// <summary>Statistics of a tensor and samples at flat positions.</summary>
internal sealed record GoldenTensor(
    string Name, int[] Shape, bool Predicted, double Mean, double Std, double L2, double Min, double Max, int[]? Idx, double[]? Values);
