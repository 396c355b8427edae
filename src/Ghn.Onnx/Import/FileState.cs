using Ghn.Networks;
using Ghn.Onnx.Lowering;
using Ghn.Onnx.Model;
using Ghn.Tensors;
using Ghn.Tensors.Files;

namespace Ghn.Onnx.Import;

/// <summary>
/// The weights of an imported network as the module has them that the file was exported from: under the file's names, in its shapes and
/// with its rows and columns, and along with what no layer predicts, such as buffers and learnt factors. That is what the module's
/// <c>load_state_dict(strict=True)</c> wants.
/// </summary>
internal sealed class FileState
{
    /// <summary>What tf2onnx, which exports Keras models, puts between such a name and a number.</summary>
    private const string KerasSeparator = "__";

    private static readonly char[] Digits = [.. "0123456789"];

    private readonly Network _network;
    private readonly Dictionary<string, ParameterBinding> _byName;
    private readonly Dictionary<string, ParameterBinding> _byFileName;
    private readonly HashSet<string> _invented;

    /// <summary>Finds how the state of a network differs from that of the module.</summary>
    /// <param name="network">The network.</param>
    /// <param name="bindings">Which parameter of it is which tensor of the file.</param>
    public FileState(Network network, IReadOnlyList<ParameterBinding> bindings)
    {
        _network = network;
        _byName = bindings.ToDictionary(binding => binding.Name, StringComparer.Ordinal);
        _byFileName = bindings.Where(binding => !IsInvented(binding.Source.Name))
            .ToDictionary(binding => binding.Source.Name, StringComparer.Ordinal);
        _invented =
        [
            .. _byFileName.Values.Select(binding => binding.Folded).OfType<FoldedStatistics>().Where(folded => folded.IsShift)
                .SelectMany(folded => folded.StatisticNames),
        ];
    }

    /// <summary>
    /// Whether an exporter made a name up: <c>onnx::MatMul_34</c>, <c>/blocks/Constant_output_0</c>, <c>const_fold_opt__12</c>, 57.
    /// </summary>
    public static bool IsInvented(string name)
    {
        string stem = name.TrimEnd(Digits);
        return stem.Length == 0 || name.StartsWith('/') || TorchNames.IsMadeUp(name)
            || (stem.Length < name.Length && stem.EndsWith(KerasSeparator, StringComparison.Ordinal));
    }

    /// <summary>A state of the network as the module has it; tensors that are the same are not copied.</summary>
    /// <param name="state">The state, under the network's names and in its shapes.</param>
    /// <param name="kept">What no layer predicts.</param>
    public StateDict ToFile(StateDict state, StateDict kept)
    {
        var result = new StateDict();
        foreach (string name in _network.State.Select(entry => entry.Name).Where(name => !_invented.Contains(name)))
        {
            bool isNamedByFile = _byName.TryGetValue(name, out ParameterBinding? binding) && _byFileName.ContainsKey(binding.Source.Name);
            result[isNamedByFile ? binding!.Source.Name : name] = isNamedByFile ? binding!.ToFile(state) : state[name];
        }

        foreach ((string name, Tensor value) in kept)
        {
            result[name] = value;
        }

        result.AddMetadata(state);
        return result;
    }

    /// <summary>A state of the module as the network has it, without what is no parameter of the network.</summary>
    /// <param name="state">The state, under the file's names and in its shapes.</param>
    /// <param name="kept">What is no parameter of the network.</param>
    /// <exception cref="ArgumentException">An entry has another shape than in the file.</exception>
    public StateDict ToNetwork(StateDict state, StateDict kept)
    {
        var result = new StateDict();
        foreach ((string name, Tensor value) in state.Where(entry => !kept.Contains(entry.Key)))
        {
            if (!_byFileName.TryGetValue(name, out ParameterBinding? binding) || !value.ElementType.IsFloatingPoint())
            {
                result[name] = value;
                continue;
            }

            result[binding.Name] = value.Shape == binding.Source.Shape
                ? binding.ToNetwork(value)
                : throw new InvalidRequestException(
                    $"{PrintableText.OfName(name)} has the shape {value.Shape}, but the network's file has {binding.Source.Shape}.");
            if (binding.Folded is { IsShift: true } folded)
            {
                foreach ((string statistic, Tensor neutral) in folded.Neutral((int)value.ElementCount))
                {
                    result[statistic] = neutral;
                }
            }
        }

        result.AddMetadata(state);
        return result;
    }
}
