using Ghn.Networks;

namespace Ghn.Benchmarks;

/// <summary>
/// A network of cells for small images, as DARTS (Liu et al., 2019) builds them; <c>networks_rival.py</c> has the same.
/// A cell is four sums of two operations each, on earlier sums or on the two cells before; their concatenation leaves it.
/// </summary>
internal static class CellNetwork
{
    public const string Name = "cells";

    private const int Cells = 8;
    private const int FirstChannels = 16;

    private static readonly Edge[] Normal =
    [
        new("separable", 3, 0), new("separable", 3, 1), new("separable", 5, 0), new("skip", 1, 1),
        new("dilated", 3, 1), new("skip", 1, 0), new("average", 3, 0), new("dilated", 5, 2),
    ];

    private static readonly Edge[] Reduction =
    [
        new("max", 3, 0), new("separable", 5, 1), new("skip", 1, 0), new("max", 3, 1),
        new("average", 3, 2), new("separable", 3, 1), new("skip", 1, 3), new("dilated", 3, 2),
    ];

    public static Network Create(int classCount, int imageSize)
    {
        var network = new NetworkBuilder(Name, [3, imageSize, imageSize]);
        int channels = FirstChannels;
        Signal before = network.Input.Conv2d("stem.0", 3 * channels, 3, padding: 1, bias: false).BatchNorm2d("stem.1");
        Signal previous = before;
        bool followsReduction = false;
        for (int cell = 0; cell < Cells; cell++)
        {
            bool isReduction = cell is Cells / 3 or 2 * Cells / 3;
            channels *= isReduction ? 2 : 1;
            string name = $"cells.{cell}";
            Signal[] inputs =
            [
                Project(before, $"{name}.before", channels, followsReduction ? 2 : 1),
                Project(previous, $"{name}.previous", channels),
            ];
            (before, previous) = (previous, Cell(inputs, name, isReduction));
            followsReduction = isReduction;
        }

        return network.Build(previous.AdaptiveAvgPool2d(1).Flatten().Linear("classifier", classCount));
    }

    private static Signal Cell(Signal[] inputs, string name, bool isReduction)
    {
        List<Signal> states = [.. inputs];
        foreach ((int index, Edge[] pair) in (isReduction ? Reduction : Normal).Chunk(2).Index())
        {
            Signal[] terms = [.. pair.Select((edge, i) =>
                Apply(states[edge.Source], $"{name}.{index}.{i}", edge, isReduction && edge.Source < inputs.Length ? 2 : 1))];
            states.Add(terms[0].Add(terms[1]));
        }

        return SignalLayers.Concat(states[inputs.Length..]);
    }

    private static Signal Apply(Signal x, string name, Edge edge, int stride) => edge.Kind switch
    {
        "skip" => stride == 1 ? x : Project(x, name, x.Channels, stride),
        "max" => x.MaxPool2d(edge.Kernel, stride, edge.Kernel / 2),
        "average" => x.AvgPool2d(edge.Kernel, stride, edge.Kernel / 2, countIncludesPadding: false),
        "dilated" => Separate(x, name, edge.Kernel, stride, dilation: 2),
        _ => Separate(Separate(x, $"{name}.0", edge.Kernel, stride, 1), $"{name}.1", edge.Kernel, 1, 1),
    };

    private static Signal Project(Signal x, string name, int channels, int stride = 1) =>
        x.Relu().Conv2d($"{name}.1", channels, 1, stride, bias: false).BatchNorm2d($"{name}.2");

    private static Signal Separate(Signal x, string name, int kernel, int stride, int dilation) => x.Relu()
        .Conv2d($"{name}.1", x.Channels, kernel, stride, dilation * (kernel - 1) / 2, dilation, groups: x.Channels, bias: false)
        .Conv2d($"{name}.2", x.Channels, 1, bias: false)
        .BatchNorm2d($"{name}.3");

    private sealed record Edge(string Kind, int Kernel, int Source);
}
