using Ghn.Onnx.Ir;

namespace Ghn.Onnx.Import;

/// <summary>The end of networks that give classes, not logits: the logits are what it takes.</summary>
internal static class FinalDecision
{
    private static readonly string[] Types = ["ArgMax", "TopK"];

    /// <summary>What an output is made of, where it is a decision that is passed over; otherwise the output.</summary>
    public static Value Before(OperationGraph graph, Value output) =>
        output is View view && graph.Producer(view.Source) is OpaqueOperation decision && Types.Contains(decision.Node.Type)
            ? decision.Views.FirstOrDefault(input => input.Source.DependsOnImages) ?? output
            : output;
}
