using Ghn.HyperNetworks.Modules;
using Ghn.Tensors;
using Ghn.Tensors.Files;
using Ghn.Tensors.Kernels.Elementwise;

namespace Ghn.HyperNetworks.Checkpoints;

/// <summary>The tensors of a GHN checkpoint, looked up with checks of their shapes, so that a wrong file fails before it is used.</summary>
/// <param name="tensors">The tensors.</param>
/// <param name="source">The name of the file, for messages.</param>
/// <param name="gradients">Where the gradients of a GHN that learns are gathered; null for one that does not.</param>
internal sealed class CheckpointTensors(StateDict tensors, string source, StateDict? gradients = null)
{
    /// <summary>The same tensors, which learn.</summary>
    public CheckpointTensors With(StateDict gradientsOfAll) => new(tensors, source, gradientsOfAll);

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
    public Parameter Table(string name) => AsFloat32(MatrixParameter(name));

    /// <summary>A vector of float32.</summary>
    public Parameter Vector(string name, int length)
    {
        Tensor tensor = Require(name);
        return tensor.Shape is [int actual] && actual == length
            ? AsFloat32(new Parameter(tensor, gradients?[name]))
            : throw Damaged($"{name} has the shape {tensor.Shape} where {length} values are expected");
    }

    /// <summary>A linear layer [out, in].</summary>
    public Linear Linear(string name, int outFeatures, int inFeatures, bool bias = true, bool asFloat32 = false)
    {
        Parameter weight = MatrixParameter($"{name}.weight");
        if (weight.Value.Shape[0] != outFeatures || weight.Value.Shape[1] != inFeatures)
        {
            throw Damaged($"{name}.weight has the shape {weight.Value.Shape} where {outFeatures}×{inFeatures} is expected");
        }

        return new Linear(asFloat32 ? AsFloat32(weight) : weight, bias ? Vector($"{name}.bias", outFeatures) : null);
    }

    /// <summary>A layer normalisation.</summary>
    public LayerNorm LayerNorm(string name, int features) =>
        new(Vector($"{name}.weight", features), Vector($"{name}.bias", features));

    /// <summary>The complaint that the file is no intact GHN checkpoint.</summary>
    public InvalidFileException Damaged(string what) =>
        new($"{source}: {what}; the file holds no GHN of a known kind, or is damaged. Fetch it again, or name another.");

    private static Parameter AsFloat32(Parameter parameter) => parameter with { Value = Conversion.ToFloat32(parameter.Value) };

    private Parameter MatrixParameter(string name)
    {
        Tensor matrix = Matrix(name);
        return new Parameter(matrix, gradients?[name].Reshape(matrix.Shape));
    }

    private Tensor Require(string name)
    {
        if (!tensors.TryGet(name, out Tensor? tensor))
        {
            throw Damaged($"there is no tensor {name}");
        }

        return tensor.ElementType.IsFloatingPoint()
            ? tensor
            : throw Damaged($"{name} holds {tensor.ElementType} where real numbers are expected");
    }
}
