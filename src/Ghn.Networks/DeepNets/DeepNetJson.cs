using System.Text.Json;
using Ghn.Tensors.Files;
using Ghn.Tensors.Formats.Reading;

namespace Ghn.Networks.DeepNets;

/// <summary>
/// Architectures as JSON under the names of the published files: the network arguments, with the genotype among them.
/// <code>
/// {"genotype": {"normal": [["sep_conv_3x3", 0], ["none", 1]], "normal_concat": [2], "reduce": …, "reduce_concat": [2]},
///  "n_cells": 12, "C": 32, "C_mult": 2, "preproc": true, "norm": "bnorm", "stem_type": 0, "stem_pool": false, "ks": 3,
///  "glob_avg": true, "fc_layers": 1, "fc_dim": 256}
/// </code>
/// Only the genotype and the number of cells are required. Arguments may stand in an object <c>net_args</c> beside the genotype, too;
/// whatever else there is does not count.
/// </summary>
public static class DeepNetJson
{
    private const string Remedy = "See docs/deepnets.md for how such a file looks.";
    private const long MaxFileLength = 1 << 20;

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidFileException">It describes no architecture.</exception>
    public static DeepNet Read(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        RegularFile.Require(path);
        if (new FileInfo(path).Length > MaxFileLength)
        {
            throw new InvalidFileException(
                path, "as a whole", $"a description of one architecture has at most {MaxFileLength} bytes", Remedy);
        }

        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            return Parse(document.RootElement, path);
        }
        catch (JsonException error)
        {
            throw new InvalidFileException(path, "as JSON", error);
        }
    }

    /// <summary>Reads a description.</summary>
    /// <param name="description">The object.</param>
    /// <param name="source">Where it comes from, for messages.</param>
    /// <exception cref="InvalidFileException">It describes no architecture.</exception>
    public static DeepNet Parse(JsonElement description, string source)
    {
        try
        {
            JsonElement arguments = description.Member("net_args") ?? description;
            JsonElement genotype = description.Member("genotype") ?? Required(arguments, "genotype");
            return new DeepNet(
                new Genotype(Cell(genotype, "normal"), Cell(genotype, "reduce")),
                Configuration(arguments, new DeepNetConfiguration()).Validated());
        }
        catch (Exception error) when (error is ArgumentException or FormatException or JsonException)
        {
            throw new InvalidFileException(source, "the architecture", error.Message.TrimEnd('.'), Remedy);
        }
    }

    /// <summary>Writes a description.</summary>
    /// <param name="json">Where.</param>
    /// <param name="architecture">The architecture.</param>
    public static void Write(Utf8JsonWriter json, DeepNet architecture)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(architecture);
        DeepNetConfiguration configuration = architecture.Configuration;
        json.WriteStartObject();
        json.WriteStartObject("genotype");
        WriteCell(json, "normal", architecture.Genotype.Normal);
        WriteCell(json, "reduce", architecture.Genotype.Reduction);
        json.WriteEndObject();
        json.WriteNumber("n_cells", configuration.Cells);
        json.WriteNumber("C", configuration.Channels);
        json.WriteNumber("C_mult", configuration.ChannelMultiplier);
        json.WriteBoolean("preproc", configuration.AdaptsInputs);
        json.WriteString("norm", configuration.HasBatchNorm ? "bnorm" : null);
        json.WriteNumber("stem_type", (int)configuration.Stem);
        json.WriteBoolean("stem_pool", configuration.HasStemPool);
        json.WriteNumber("ks", configuration.StemKernel);
        json.WriteBoolean("glob_avg", configuration.HasGlobalPooling);
        json.WriteNumber("fc_layers", configuration.ClassifierLayers);
        json.WriteNumber("fc_dim", configuration.ClassifierWidth);
        json.WriteEndObject();
    }

    private static DeepNetConfiguration Configuration(JsonElement arguments, DeepNetConfiguration usual) => new()
    {
        Cells = Required(arguments, "n_cells").Integer("n_cells"),
        Channels = Number(arguments, "C", usual.Channels),
        ChannelMultiplier = Number(arguments, "C_mult", usual.ChannelMultiplier),
        AdaptsInputs = Truth(arguments, "preproc", usual.AdaptsInputs),
        HasBatchNorm = arguments.Member("norm") is not { ValueKind: JsonValueKind.Null },
        Stem = (StemKind)Number(arguments, "stem_type", (int)usual.Stem),
        HasStemPool = Truth(arguments, "stem_pool", usual.HasStemPool),
        StemKernel = Number(arguments, "ks", usual.StemKernel),
        HasGlobalPooling = Truth(arguments, "glob_avg", usual.HasGlobalPooling),
        ClassifierLayers = Number(arguments, "fc_layers", usual.ClassifierLayers),
        ClassifierWidth = Number(arguments, "fc_dim", usual.ClassifierWidth),
    };

    private static CellGenotype Cell(JsonElement genotype, string name) => new(
        [.. Required(genotype, name).Items(name).Select(Branch)],
        [.. Required(genotype, $"{name}_concat").Items($"{name}_concat").Select(state => state.Integer("a state"))]);

    private static CellBranch Branch(JsonElement branch) => branch.Items("a branch").ToArray() is [var operation, var state]
        ? new CellBranch(
            CellOperations.Parse(operation.ValueKind == JsonValueKind.Null ? "null" : operation.Text()), state.Integer("a state"))
        : throw new FormatException("a branch is a pair of an operation and a state");

    private static JsonElement Required(JsonElement description, string name) =>
        description.Member(name) ?? throw new FormatException($"it has no {name}");

    private static int Number(JsonElement arguments, string name, int usual) =>
        arguments.Member(name)?.Integer(name) ?? usual;

    private static bool Truth(JsonElement arguments, string name, bool usual) =>
        arguments.Member(name)?.Truth(name) ?? usual;

    private static void WriteCell(Utf8JsonWriter json, string name, CellGenotype cell)
    {
        json.WriteStartArray(name);
        foreach ((CellOperation operation, int input) in cell.Branches)
        {
            json.WriteStartArray();
            json.WriteStringValue(operation.Name());
            json.WriteNumberValue(input);
            json.WriteEndArray();
        }

        json.WriteEndArray();
        json.WriteStartArray($"{name}_concat");
        foreach (int output in cell.Outputs)
        {
            json.WriteNumberValue(output);
        }

        json.WriteEndArray();
    }
}
