using Ghn.Cli.Output;
using Ghn.Cli.Shell;
using Ghn.HyperNetworks.Configuration;
using Ghn.Onnx.Building;
using Ghn.Tensors;
using Ghn.Tensors.Files;
using Ghn.Tensors.Kernels.Reductions;

namespace Ghn.Cli.Commands.Inspect;

/// <summary>What there is to say about a file of weights.</summary>
internal sealed class FileReport
{
    /// <summary>How much of a text from the file is shown.</summary>
    private const int MaxText = 1000;

    public required string File { get; init; }

    public required long Bytes { get; init; }

    public required FileFormat Format { get; init; }

    /// <summary>The configuration of the GHN that the file holds, if it holds one.</summary>
    public required HyperNetworkConfiguration? Configuration { get; init; }

    public required IDictionary<string, string> Metadata { get; init; }

    /// <summary>What else is saved beside the tensors: <c>epoch</c>, <c>optimizer</c>.</summary>
    public required IReadOnlyList<string> OtherContent { get; init; }

    /// <summary>Where other state dicts stand in the file.</summary>
    public required IReadOnlyList<string> OtherStateDicts { get; init; }

    /// <summary>The files that the tensors lie in, if they are several.</summary>
    public required IReadOnlyList<string> Shards { get; init; }

    /// <summary>What could not be read of the state dict, with the reason.</summary>
    public required IReadOnlyDictionary<string, string> Unread { get; init; }

    public required IReadOnlyList<TensorSummary> Tensors { get; init; }

    private long ParameterCount => Tensors.Sum(tensor => tensor.Shape.ElementCount);

    private double TotalNorm => EuclideanNorm.Of([.. Tensors.Select(tensor => tensor.Norm ?? 0)]);

    /// <summary>Prints a table.</summary>
    public void WriteTable(TextWriter output)
    {
        output.WriteLine($"file      {File}, {FormatName}, {Quantity.Bytes(Bytes)}");
        if (Configuration is not null)
        {
            output.WriteLine($"GHN       {ConfigurationText.Describe(Configuration)}");
        }

        foreach ((string name, string text) in Metadata)
        {
            output.WriteLine($"metadata  {PrintableText.OfName(name)} = {PrintableText.Of(text, MaxText)}");
        }

        if (OtherContent.Count > 0)
        {
            output.WriteLine($"besides   {PrintableText.Of(string.Join(", ", OtherContent), MaxText)}");
        }

        if (OtherStateDicts.Count > 0)
        {
            output.WriteLine(
                $"others    {PrintableText.Of(string.Join(", ", OtherStateDicts), MaxText)}: --key NAME takes one of these state dicts");
        }

        if (Shards.Count > 0)
        {
            output.WriteLine($"shards    {PrintableText.Of(string.Join(", ", Shards), MaxText)}");
        }

        foreach ((string name, string reason) in Unread)
        {
            output.WriteLine($"unread    {PrintableText.OfName(name)}: {PrintableText.OfName(reason)}");
        }

        output.WriteLine();
        var table = new TextTable("name", "shape", "type", "\tnorm");
        foreach (TensorSummary tensor in Tensors)
        {
            table.Add(tensor.Name, $"{tensor.Shape}", TypeName(tensor.Type), tensor.Norm is double norm ? $"{norm:G5}" : "-");
        }

        table.Write(output);
        output.WriteLine();
        output.WriteLine($"{Tensors.Count} tensors, {Quantity.Millions(ParameterCount)} values, norm {TotalNorm:G5}");
    }

    /// <summary>Prints JSON.</summary>
    public void WriteJson(Terminal terminal) => JsonOutput.Write(terminal, json =>
    {
        json.WriteStartObject();
        json.WriteString("file", File);
        json.WriteNumber("bytes", Bytes);
        json.WriteString("format", FormatKey);
        if (Configuration is null)
        {
            json.WriteNull("ghn");
        }
        else
        {
            json.WriteStartObject("ghn");
            ConfigurationText.Write(json, Configuration);
            json.WriteEndObject();
        }

        json.WriteStartObject("metadata");
        foreach ((string name, string text) in Metadata)
        {
            json.WriteString(name, text);
        }

        json.WriteEndObject();
        json.WriteTexts("other", OtherContent);
        json.WriteTexts("other_state_dicts", OtherStateDicts);
        json.WriteTexts("shards", Shards);
        json.WriteStartObject("unread");
        foreach ((string name, string reason) in Unread)
        {
            json.WriteString(name, reason);
        }

        json.WriteEndObject();
        json.WriteStartArray("tensors");
        foreach (TensorSummary tensor in Tensors)
        {
            json.WriteStartObject();
            json.WriteString("name", tensor.Name);
            json.WriteSizes("shape", tensor.Shape);
            json.WriteString("type", TypeName(tensor.Type));
            json.WriteNumberOrNull("norm", tensor.Norm);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteNumber("parameters", ParameterCount);
        json.WriteNumberOrNull("total_norm", TotalNorm);
        json.WriteEndObject();
    });

    private string FormatName => Format switch
    {
        FileFormat.Safetensors => "safetensors",
        FileFormat.TorchZip => "PyTorch (zip archive)",
        FileFormat.TorchLegacy => "PyTorch (before 1.6)",
        FileFormat.TorchScript => "TorchScript",
        FileFormat.Joblib => "pickle, as joblib writes it",
        FileFormat.Npz => "NumPy .npz",
        _ => "NumPy .npy",
    };

    private string FormatKey => Format switch
    {
        FileFormat.TorchZip => "torch_zip",
        FileFormat.TorchLegacy => "torch_legacy",
        FileFormat.TorchScript => "torch_script",
        _ => Format.ToString().ToLowerInvariant(),
    };

    private static string TypeName(ElementType type) => type.ToString().ToLowerInvariant();
}
