using Ghn.Onnx.Ir;
using Ghn.Onnx.Operators.Base;
using Ghn.Onnx.Operators.Pooling;
using Ghn.Onnx.Operators.Views;

namespace Ghn.Onnx.Passes;

/// <summary>
/// Borders of −∞ before max pools: they never win, and are the pool's own border. Zeros are no such border: they win over what is negative.
/// </summary>
internal static class FuseMaxPoolBorder
{
    /// <summary>Fuses borders into the max pools of a graph.</summary>
    public static void Apply(OperationGraph graph)
    {
        foreach (MaxPoolOperation pool in graph.Operations.OfType<MaxPoolOperation>())
        {
            if (graph.From(pool.Argument, "Pad") is { } pad && Window(pool.Window, PadBorder.Of(pad.Node)) is { } window)
            {
                graph.Replace(pool with { Argument = pad.Input(0), Inputs = [pad.Input(0)], Window = window });
            }
        }

        graph.RemoveUnused();
    }

    /// <summary>The window with the border as its own; null if that is another one, or as wide as the window.</summary>
    private static SlidingWindow? Window(SlidingWindow window, PadBorder border)
    {
        bool neverWins = border is { Mode: "constant", Value: <= float.MinValue };
        bool isAroundMaps = border.Before is [0, 0, >= 0, >= 0] && border.After is [0, 0, >= 0, >= 0];
        if (!neverWins || !isAroundMaps)
        {
            return null;
        }

        long[] pads = [.. border.Before.Skip(2).Concat(border.After.Skip(2)).Zip(window.Pads, (width, own) => width + own)];
        bool isNarrow = Math.Max(pads[0], pads[2]) < window.Kernel.Height && Math.Max(pads[1], pads[3]) < window.Kernel.Width;
        return isNarrow ? window with { Pads = [.. pads.Select(width => (int)width)] } : null;
    }
}
