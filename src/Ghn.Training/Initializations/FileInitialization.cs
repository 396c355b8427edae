using Ghn.Networks;
using Ghn.Networks.State;
using Ghn.Networks.Weights;
using Ghn.Tensors;
using Ghn.Tensors.Files;
using Ghn.Tensors.Formats;
using Ghn.Tensors.Kernels.Elementwise;

namespace Ghn.Training.Initializations;

/// <summary>Weights of a file, fitted to a network where that is harmless, and refused otherwise.</summary>
internal sealed class FileInitialization(string path, string? key, Func<StateDict, StateDict>? convert) : Initialization
{
    private const int MaxMentioned = 8;

    public override string Name => Path.GetFileName(path);

    public override StateDict Create(Network network, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(network);
        using StateDict file = Load();
        StateDict saved = StateNames.Fit(network, convert?.Invoke(file) ?? file);
        var known = network.State.Select(entry => entry.Name).ToHashSet(StringComparer.Ordinal);
        IReadOnlySet<string> classification = ClassificationLayers.ParametersOf(network);
        List<string> problems =
            [.. saved.Names.Where(name => !known.Contains(name)).Select(name => $"{PrintableText.OfName(name)} is none of the network's")];
        StateDict weights = network.Initialize(seed);
        foreach (StateSpec entry in network.State)
        {
            if (!saved.TryGet(entry.Name, out Tensor? given))
            {
                if (entry.IsParameter && !classification.Contains(entry.Name))
                {
                    problems.Add($"{PrintableText.OfName(entry.Name)} {entry.Shape} is missing");
                }
            }
            else if (!TryFill(weights[entry.Name], given)
                && !(classification.Contains(entry.Name) && DiffersInClasses(entry.Shape, given.Shape)))
            {
                problems.Add($"{PrintableText.OfName(entry.Name)} is {given.Shape} instead of {entry.Shape}");
            }
        }

        return problems.Count == 0 ? weights : throw new InvalidFileException(Complaint(network, problems));
    }

    /// <summary>Complains before any training about what is no fault of a file, but of the request.</summary>
    private StateDict Load()
    {
        try
        {
            return StateDictFile.Load(path, key).Tensors;
        }
        catch (ArgumentException error)
        {
            throw new InvalidFileException(error.Message, error);
        }
    }

    private static bool DiffersInClasses(Shape wanted, Shape given) =>
        wanted.Rank == given.Rank && wanted[0] != given[0] && wanted.Dimensions[1..].SequenceEqual(given.Dimensions[1..]);

    private static bool TryFill(Tensor own, Tensor given)
    {
        if (own.ElementType == ElementType.Int64)
        {
            bool fits = given.ElementCount == own.ElementCount;
            if (fits)
            {
                Conversion.ToInt64(given).Elements<long>().CopyTo(own.Elements<long>());
            }

            return fits;
        }

        if (!given.ElementType.IsFloatingPoint() || (given.Shape != own.Shape && !IsCentered(own.Shape, given.Shape)))
        {
            return false;
        }

        Tensor values = Conversion.ToFloat32(given);
        if (given.Shape == own.Shape)
        {
            values.Values.CopyTo(own.Values);
        }
        else
        {
            CopyCenter(values, own);
        }

        return true;
    }

    /// <summary>Whether one weight's kernel has the other's as its exact centre, and all else is equal.</summary>
    private static bool IsCentered(Shape own, Shape given) =>
        own.Rank == 4 && given.Rank == 4 && own[0] == given[0] && own[1] == given[1]
        && given[2] > own[2] && given[3] > own[3] && (given[2] - own[2]) % 2 == 0 && (given[3] - own[3]) % 2 == 0;

    private static void CopyCenter(Tensor from, Tensor to)
    {
        (int height, int width) = (to.Shape[2], to.Shape[3]);
        (int fromHeight, int fromWidth) = (from.Shape[2], from.Shape[3]);
        (int top, int left) = ((fromHeight - height) / 2, (fromWidth - width) / 2);
        int kernels = to.Shape[0] * to.Shape[1];
        for (int kernel = 0; kernel < kernels; kernel++)
        {
            for (int row = 0; row < height; row++)
            {
                int source = (((kernel * fromHeight) + top + row) * fromWidth) + left;
                from.Values.Slice(source, width).CopyTo(to.Values[(((kernel * height) + row) * width)..]);
            }
        }
    }

    private string Complaint(Network network, List<string> problems)
    {
        string more = problems.Count > MaxMentioned ? $" and {problems.Count - MaxMentioned} more" : string.Empty;
        return $"{path} does not hold the weights of {network.Name}: {string.Join("; ", problems.Take(MaxMentioned))}{more}. "
            + "Name the network that the file was saved from; only its classification layer may differ.";
    }
}
