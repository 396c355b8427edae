using System.Text.Json;
using Ghn.Cli.Output;
using Ghn.Networks.Weights;
using Ghn.Onnx;
using Ghn.Onnx.Building;
using Ghn.Tensors;

namespace Ghn.Cli.Commands.Predict;

/// <summary>What there is to say about a file's operations that are not known, and about the weights that they have.</summary>
internal static class SkippedReport
{
    private const int MaxRows = 20;

    /// <summary>Prints a row for each tensor that stays as it is, and for each operation without one.</summary>
    /// <param name="output">Where.</param>
    /// <param name="file">The file.</param>
    /// <param name="isWhole">Whether to print all rows, however many.</param>
    public static void WriteSummary(TextWriter output, OnnxModel file, bool isWhole)
    {
        if (file.UnknownOperations.Count == 0)
        {
            return;
        }

        string[][] rows = [.. file.UnknownOperations.SelectMany(operation => Rows(file, operation))];
        var table = new TextTable("unknown operation", "node", "left as it was", "why");
        foreach (string[] row in isWhole ? rows : rows.Take(MaxRows))
        {
            table.Add(row);
        }

        table.Write(output);
        if (rows.Length > MaxRows && !isWhole)
        {
            output.WriteLine($"and {rows.Length - MaxRows} more; see --parameters");
        }

        output.WriteLine();
    }

    /// <summary>Prints which tensors of a file are no parameters of its network, and stay as they are.</summary>
    /// <param name="output">Where.</param>
    /// <param name="file">The file.</param>
    public static void WriteKept(TextWriter output, OnnxModel file)
    {
        string[] names = [.. Kept(file).Select(kept => $"{kept.Key} {kept.Value.Shape}")];
        if (names.Length > 0)
        {
            output.WriteLine($"kept     {StateComparison.List(names)}: no layer's parameters, as in {file.Path}");
            output.WriteLine();
        }
    }

    /// <summary>Prints all of it as JSON.</summary>
    public static void WriteJson(Utf8JsonWriter json, OnnxModel? file)
    {
        json.WriteStartArray("unknown");
        foreach (UnknownOperation operation in file?.UnknownOperations ?? [])
        {
            json.WriteStartObject();
            WriteOperation(json, operation);
            json.WriteString("reason", operation.Reason);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("skipped");
        foreach (SkippedTensor tensor in file?.SkippedTensors ?? [])
        {
            json.WriteStartObject();
            json.WriteString("name", tensor.Name);
            json.WriteSizes("shape", tensor.Shape);
            json.WriteBoolean("in_file", tensor.Value is not null);
            WriteOperation(json, tensor.Behind);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("no_parameters");
        foreach ((string name, Tensor value) in file is null ? [] : Kept(file))
        {
            json.WriteStartObject();
            json.WriteString("name", name);
            json.WriteSizes("shape", value.Shape);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>What is kept, but for weights of operations that are not known, which are listed with these.</summary>
    private static IEnumerable<KeyValuePair<string, Tensor>> Kept(OnnxModel file)
    {
        HashSet<string> skipped = [.. file.SkippedTensors.Select(tensor => tensor.Name)];
        return file.KeptTensors.Where(kept => !skipped.Contains(kept.Key));
    }

    private static IEnumerable<string[]> Rows(OnnxModel file, UnknownOperation operation)
    {
        SkippedTensor[] tensors = [.. file.SkippedTensors.Where(tensor => tensor.Behind == operation)];
        if (tensors.Length == 0)
        {
            yield return [operation.Operation, operation.Node, "-", operation.Reason];
        }

        foreach (SkippedTensor tensor in tensors)
        {
            string lacks = tensor.Value is null ? ", not in the file" : string.Empty;
            yield return [operation.Operation, operation.Node, $"{tensor.Name} {tensor.Shape}{lacks}", operation.Reason];
        }
    }

    private static void WriteOperation(Utf8JsonWriter json, UnknownOperation operation)
    {
        json.WriteString("node", operation.Node);
        json.WriteString("operation", operation.Operation);
    }
}
