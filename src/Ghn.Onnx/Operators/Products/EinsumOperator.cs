using Ghn.Onnx.Ir;
using Ghn.Onnx.Operators.Base;
using Ghn.Tensors;

namespace Ghn.Onnx.Operators.Products;

/// <summary>Einstein's sums: of the result, only the shape is known.</summary>
internal sealed class EinsumOperator() : PassedOverOperator("Einsum", Size)
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Attributes => ["equation"];

    /// <summary>The letters after the arrow, each as large as where it stands before it.</summary>
    private static Shape? Size(OnnxNode node)
    {
        string[] sides = node.Text("equation", string.Empty).Replace(" ", string.Empty, StringComparison.Ordinal).Split("->");
        string[] terms = sides[0].Split(',');
        if (sides.Length != 2 || terms.Where((term, i) => term.Length != node.Input(i).Shape.Rank).Any())
        {
            return null;
        }

        var sizes = new Dictionary<char, int>();
        foreach ((int i, string term) in terms.Index())
        {
            foreach ((int axis, char letter) in term.Index())
            {
                sizes[letter] = node.Input(i).Shape[axis];
            }
        }

        return sides[1].All(sizes.ContainsKey) ? Sizes.Shape(sides[1].Select(letter => (long)sizes[letter])) : null;
    }
}
