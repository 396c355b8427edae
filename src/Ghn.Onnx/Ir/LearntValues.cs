namespace Ghn.Onnx.Ir;

/// <summary>Values that are learnt: tensors of the file, somehow arranged.</summary>
internal static class LearntValues
{
    /// <summary>Whether a value is learnt.</summary>
    public static bool IsLearnt(this Value value) => value is View { Source: ParameterSource };

    /// <summary>A parameter with as many elements as there are features, and no others; null if a value is anything else.</summary>
    public static View? AsVector(this Value? value, int features) =>
        value is View { Source: ParameterSource } view && view.Shape.ElementCount == features && view.Shape.Rank > 0
            && view.Shape[^1] == features
            ? view
            : null;
}
