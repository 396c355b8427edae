using Ghn.Tensors;

namespace Ghn.HyperNetworks;

/// <summary>The tensors of a GHN checkpoint, looked up with checks of their shapes, so that a wrong file fails before it is used.</summary>
/// <param name="tensors">The tensors.</param>
/// <param name="source">The name of the file, for messages.</param>
internal sealed class CheckpointTensors(StateDict tensors, string source)
{
    /// <summary>Whether there is a tensor of that name.</summary>
    public bool Contains(string name) => tensors.Contains(name);

    /// <summary>The number of dimensions of a tensor.</summary>
    public int Rank(string name) => Require(name).Shape.Rank;

    /// <summary>A matrix [rows, columns] in the type that the file has; 1×1 convolutions count as matrices.</summary>
    public Tensor Matrix(string name)
    {
        Tensor tensor = Require(name);
        return tensor.Shape switch
        {
            [int, int] => tensor,
            [int rows, int columns, 1, 1] => tensor.Reshape([rows, columns]),
            _ => throw Damaged($"{name} has the shape {tensor.Shape} where a matrix is expected"),
        };
    }

    /// <summary>A matrix of float32, for lookups and small products.</summary>
    public Tensor Table(string name) => Conversion.ToFloat32(Matrix(name));

    /// <summary>A vector of float32.</summary>
    public Tensor Vector(string name, int length)
    {
        Tensor tensor = Require(name);
        return tensor.Shape is [int actual] && actual == length
            ? Conversion.ToFloat32(tensor)
            : throw Damaged($"{name} has the shape {tensor.Shape} where {length} values are expected");
    }

    /// <summary>A linear layer [out, in].</summary>
    public Projection Projection(string name, int outFeatures, int inFeatures, bool bias = true, bool asFloat32 = false)
    {
        Tensor weight = Matrix($"{name}.weight");
        if (weight.Shape[0] != outFeatures || weight.Shape[1] != inFeatures)
        {
            throw Damaged($"{name}.weight has the shape {weight.Shape} where {outFeatures}×{inFeatures} is expected");
        }

        return new Projection(asFloat32 ? Conversion.ToFloat32(weight) : weight, bias ? Vector($"{name}.bias", outFeatures) : null);
    }

    /// <summary>A layer normalisation.</summary>
    public Normalization Normalization(string name, int features) =>
        new(Vector($"{name}.weight", features), Vector($"{name}.bias", features));

    /// <summary>The complaint that the file is no intact GHN checkpoint.</summary>
    public InvalidFileException Damaged(string what) =>
        new($"{source}: {what}; the file holds no GHN of a known kind, or is damaged.");

    private Tensor Require(string name)
    {
        if (!tensors.TryGet(name, out Tensor? tensor))
        {
            throw Damaged($"there is no tensor {name}");
        }

        return tensor.ElementType.IsFloatingPoint() ? tensor : throw Damaged($"{name} holds {tensor.ElementType} where real numbers are expected");
    }
}
