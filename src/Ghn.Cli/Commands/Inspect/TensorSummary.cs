using Ghn.Tensors;

namespace Ghn.Cli.Commands.Inspect;

/// <summary>A tensor of a file.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Shape">Its shape.</param>
/// <param name="Type">The type of its elements.</param>
/// <param name="Norm">Its Euclidean norm, if its elements are real numbers.</param>
internal sealed record TensorSummary(string Name, Shape Shape, ElementType Type, double? Norm);
